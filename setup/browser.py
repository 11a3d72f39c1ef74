"""The Chromium of the browser tests: the machine's, else one that is installed for them.

`find()` tells the tests which one; where none can be had they are skipped with `WHY_NONE`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
WHY_NONE = (
    "no Chromium: none on this machine, and neither apt-get nor `playwright install chromium` brought "
    "one; install Chromium or name one in the variable CHROMIUM"
)


def find() -> str | None:
    """The path of a Chromium that starts, or None."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*map(shutil.which, NAMES), *MAC, _of_playwright()]
    return next((path for path in candidates if path and _starts(path)), None)


def get() -> str | None:
    """The one there is, else one that is installed now."""
    if found := find():
        return found
    if os.environ.get("CHROMIUM"):
        return None
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        print("Installing Debian's chromium for the browser tests", flush=True)
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")
        if found := find():
            return found
    print("Installing Playwright's Chromium for the browser tests", flush=True)
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    return find()


def _starts(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _of_playwright() -> str | None:
    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Error:
        return None
    return path if Path(path).exists() else None


def _run(*command: str) -> None:
    """Carry out a step whose outcome `find` judges; what it says is shown only when it fails."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        print("".join(done.stdout.splitlines(keepends=True)[-5:]), end="")


if __name__ == "__main__":
    print(
        f"Browser tests use {found}"
        if (found := get())
        else f"Browser tests are skipped: {WHY_NONE}"
    )
