"""The IMAP server of the tests: the machine's Dovecot, else Debian's, else pymap of the dev requirements.

`find()` tells the tests which one; the variable IMAP_SERVER ("dovecot" or "pymap") chooses.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")
# Later ones read another kind of configuration.
VERSIONS = ("2.2.", "2.3.")


def find() -> str | None:
    """The path of a Dovecot that we can start; None where the tests take pymap."""
    if os.environ.get("IMAP_SERVER") == "pymap" or runner() is None:
        return None
    path = shutil.which("dovecot", path=os.pathsep.join([os.environ.get("PATH", ""), *FOLDERS]))
    return path if path and _version(path).startswith(VERSIONS) else None


def get() -> str | None:
    """The one there is, else one that is installed now."""
    found = find()
    if found or os.environ.get("IMAP_SERVER") == "pymap" or runner() is None:
        return found
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        print("Installing Debian's dovecot-imapd for the mailbox tests", flush=True)
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-q", "-y", "--no-install-recommends", "dovecot-imapd")
    return find()


def runner() -> pwd.struct_passwd | None:
    """Who runs it: ourselves, or nobody where we are root, whom Dovecot will not serve."""
    try:
        return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    except KeyError:
        return None


def _version(path: str) -> str:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _run(*command: str) -> None:
    """Carry out a step whose outcome `find` judges; what it says is shown only when it fails."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        print("".join(done.stdout.splitlines(keepends=True)[-5:]), end="")


if __name__ == "__main__":
    print(f"Mailbox tests use {get() or 'pymap'}")
