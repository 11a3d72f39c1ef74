"""What a file really is: read from its bytes, since names and browsers say what they like."""

import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath

UNKNOWN = "application/octet-stream"
ZIP = "application/zip"
_HEAD = 4096
_NAME, _SUFFIX = 200, 20  # letters of a name that are kept, its ending among them

# bytes at an offset, and what they mean
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"\x00\x00\x01\x00", "image/vnd.microsoft.icon"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"OTTO", "font/otf"),
    (0, b"\x00\x01\x00\x00\x00", "font/ttf"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"PK\x03\x04", ZIP),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_PROGRAMS: tuple[bytes, ...] = (
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
)
# Endings that run on a double click: on Windows, on a Mac, elsewhere.
_PROGRAM_NAMES = frozenset(
    {
        *("bat", "cmd", "com", "cpl", "dll", "exe", "gadget", "hta", "js", "jse", "lnk", "msc"),
        *("msi", "msp", "appx", "pif", "ps1", "psm1", "reg", "scf", "scr", "sys", "url", "vb"),
        *("vbe", "vbs", "wsf", "wsh"),
        *("app", "command", "dmg", "pkg", "workflow"),
        *("apk", "deb", "jar", "rpm", "sh"),
    }
)
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# An archive that begins by saying what it is: OpenDocument, EPUB.
_MIMETYPE = b"mimetypeapplication/"
# What a browser would run or draw in our name, were it handed over as what it is.
_ACTIVE = frozenset(
    {"text/html", "application/xhtml+xml", "image/svg+xml", "application/xml", "text/xml"}
)
# Endings that promise something, and by which kinds the promise is kept.
_PROMISES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("jpg", "jpeg", "jfif"), frozenset({"image/jpeg"})),
    **{each: frozenset({f"image/{each}"}) for each in ("png", "gif", "webp", "avif")},
    **dict.fromkeys(("tif", "tiff"), frozenset({"image/tiff"})),
    **dict.fromkeys(("heic", "heif"), frozenset({"image/heic", "image/heif"})),
    "psd": frozenset({"image/vnd.adobe.photoshop"}),
    "svg": frozenset({"image/svg+xml"}),
    "pdf": frozenset({"application/pdf"}),
    **dict.fromkeys(("mp4", "m4v", "mov"), frozenset({"video/mp4", "video/quicktime"})),
    "docx": frozenset({_OFFICE["word/"]}),
    "xlsx": frozenset({_OFFICE["xl/"]}),
    "pptx": frozenset({_OFFICE["ppt/"]}),
}
_CALLED = {
    "image/svg+xml": "SVG",
    "image/vnd.adobe.photoshop": "PSD",
    "image/vnd.microsoft.icon": "ICO",
    "text/plain": "TXT",
    "video/quicktime": "MOV",
    "application/vnd.rar": "RAR",
    "application/x-7z-compressed": "7Z",
    "application/postscript": "PS",
    **dict.fromkeys(_OFFICE.values(), "Office"),
    "application/x-ole-storage": "Office",
}
_PROGRAM_PARTS = frozenset({"META-INF/MANIFEST.MF", "AndroidManifest.xml", "classes.dex"})
_OLE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}


def content_type(data: bytes, name: str) -> str:
    """What the bytes are, as a media type; the name only tells kin apart (a .doc from an .xls)."""
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12], UNKNOWN)
    for offset, sign, found in _SIGNS:
        if data.startswith(sign, offset):
            if found == ZIP:
                return _inside_zip(data)
            return _OLE.get(_suffix(name), found) if sign.startswith(b"\xd0\xcf") else found
    return _text(data[:_HEAD], _suffix(name))


def outward(kind: str) -> str:
    """As what bytes of this kind are handed to a browser: never as a page or a drawing that could act in our name."""
    return UNKNOWN if kind in _ACTIVE else kind


def really(name: str, kind: str) -> str:
    """What a file is, in a few letters, where its name promises something else; "" where the name tells no lie."""
    promised = _PROMISES.get(_suffix(name))
    if promised is None or kind in promised:
        return ""
    return _CALLED.get(kind) or ("?" if kind == UNKNOWN else kind.rpartition("/")[2].upper())


def is_program(data: bytes, name: str) -> bool:
    """Whether opening it would run something, by its bytes or by its name."""
    windows = data.startswith(b"MZ") and b"\x00" in data[:64]
    if windows or data.startswith(_PROGRAMS) or _suffix(name) in _PROGRAM_NAMES:
        return True
    return data.startswith(b"PK\x03\x04") and bool(_PROGRAM_PARTS & set(_names(data)))


def clean_name(name: str) -> str:
    """A file's name without folders, control characters and turns of the writing direction."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf"))
    shown = " ".join(shown.split())
    suffix = PurePosixPath(shown).suffix[:_SUFFIX]
    return shown if len(shown) <= _NAME else shown[: _NAME - len(suffix)] + suffix


def _suffix(name: str) -> str:
    # Windows opens "setup.exe." and "setup.exe " as it opens "setup.exe".
    return PurePosixPath(clean_name(name).rstrip(". ")).suffix.lstrip(".").lower()


def _inside_zip(data: bytes) -> str:
    if data[30:].startswith(_MIMETYPE):
        said = data[38:].partition(b"PK")[0][:80].decode("ascii", "replace")
        return said if re.fullmatch(r"application/[a-z0-9.+-]+", said) else ZIP
    names = _names(data)
    for folder, found in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return found
    return ZIP


def _names(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, RuntimeError):  # locked, or packed as nobody else does
        return []


def _text(head: bytes, suffix: str) -> str:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return UNKNOWN
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script", b"<head", b"<body", b"<iframe")):
        return "text/html"
    if b"<svg" in start and start.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")):
        return "image/svg+xml"
    if start.startswith(b"<?xml"):
        return "application/xml"
    return "text/csv" if suffix == "csv" else "text/plain"
