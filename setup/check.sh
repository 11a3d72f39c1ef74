#!/bin/sh
# What the machine needs before anything is installed; then .venv, with nothing in it yet.
# As root on Debian what is missing is installed, anywhere else it is named and we stop.
set -eu
cd "$(dirname "$0")/.."

is_debian_root() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; }
is_mac() { [ "$(uname -s)" = Darwin ]; }

# The first Python that is young enough: $PYTHON, the machine's usual one, or any other.
find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

# Debian's names of what is missing: Python's venv, and what WeasyPrint draws with.
missing() {
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo python3-venv
    fi
    if is_mac; then
        ls /opt/homebrew/lib/libpango-1.0.dylib /usr/local/lib/libpango-1.0.dylib \
            /opt/local/lib/libpango-1.0.dylib 2>/dev/null | grep -q . || echo pango
    elif [ -n "$python" ]; then
        "$python" - <<'END'
import ctypes

NEEDED = {
    "libpango-1.0-0": ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libharfbuzz.so.0"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libfontconfig.so.1"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0",),
}
for package, libraries in NEEDED.items():
    try:
        for library in libraries:
            ctypes.CDLL(library)
    except OSError:
        print(package)
END
    else
        echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    fi
}

refuse() {
    echo "This machine lacks:" $lacks >&2
    if is_mac; then
        echo "Install it, then try again:  brew install $(echo $lacks | sed 's/python3-venv//; s/python3/python@3.13/')" >&2
    elif [ -e /etc/debian_version ]; then
        echo "Install it, then try again:  sudo apt-get install" $lacks >&2
    else
        echo "These are Debian's names: Python 3.11 or newer with venv, Pango, PangoFT2, and" >&2
        echo "HarfBuzz with its subset library. Install what your system calls so, then try again." >&2
    fi
    exit 1
}

python=$(find_python)
lacks=$(missing)
if [ -n "$lacks" ] && is_debian_root; then
    echo "Installing:" $lacks
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -q -y --no-install-recommends $lacks; } >.apt.log 2>&1 ||
        { cat .apt.log >&2; rm -f .apt.log; refuse; }
    rm -f .apt.log
    python=$(find_python)
    lacks=$(missing)
fi
[ -z "$lacks" ] || refuse

# A .venv that was made elsewhere, or whose Python is gone, is made anew: its paths are wrong.
here=$(pwd -P)
if [ "$(cat .venv/.made/here 2>/dev/null)" != "$here" ] || ! .venv/bin/python -c '' 2>/dev/null; then
    rm -rf .venv
    "$python" -m venv .venv
    mkdir -p .venv/.made
    echo "$here" >.venv/.made/here
    if is_mac; then
        # Only Homebrew's own Python looks where Homebrew puts libraries.
        echo 'import os; os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib:/opt/local/lib:/usr/lib")' \
            >"$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/homebrew.pth"
    fi
fi
