#!/bin/sh
# Pins every dependency for Linux and macOS, Python 3.11 and newer, with hashes and without the
# address of any index, so that each machine uses the one it is set up for.
set -eu
cd "$(dirname "$0")/.."

if command -v uv >/dev/null; then
    uv=uv
else
    .venv/bin/python -m pip --disable-pip-version-check install --quiet uv
    uv=.venv/bin/uv
fi

pin() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "$@"
}

pin --upgrade pyproject.toml --output-file requirements.lock
pin --upgrade pyproject.toml --extra dev --constraints requirements.lock \
    --output-file requirements-dev.lock
pin --upgrade setup/nodejs.in --output-file setup/nodejs.lock

npm install --package-lock-only --ignore-scripts --no-audit --no-fund \
    --omit-lockfile-registry-resolved
