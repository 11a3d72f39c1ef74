"""WeasyPrint at work for `agency.kernel.pdf`, which loads this only when a document is made."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from agency.kernel.pdf import (
    ARCHIVED,
    FONTS,
    SCHEME,
    TAGGED,
    WEIGHTS,
    Enclosed,
    PdfError,
    font_faces,
)

# What is kept for good shows a picture's own dots: PDF/A lets no reader guess between them.
_OWN_DOTS = "* { image-rendering: crisp-edges }"


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Draw one line: what is loaded and looked up at the first page is so once for all that are forked from here."""
    faces = {name: FONTS / name for name in (f"golos-{weight}.ttf" for weight in WEIGHTS)}
    line = "<html lang='en'><title>Warm</title><p style='font: 10pt \"Golos Text\"'>Warm</p></html>"
    print_it(line, faces, [font_faces()], TAGGED)


def print_it(
    html: str,
    files: Mapping[str, Path | bytes],
    stylesheets: Iterable[str],
    variant: str,
    enclosed: Iterable[Enclosed] = (),
) -> bytes:
    """The PDF of this HTML, with these files at hand and no others. Raises PdfError."""
    fetcher = HandedFiles(files)
    stylesheets = [*stylesheets, *([_OWN_DOTS] if variant == ARCHIVED else [])]
    # One configuration a render: sharing one between threads corrupts memory in GLib.
    fonts = FontConfiguration()
    try:
        sheets = [CSS(string=css, url_fetcher=fetcher, font_config=fonts) for css in stylesheets]
        page = HTML(string=html, url_fetcher=fetcher)
        return bytes(
            page.write_pdf(
                font_config=fonts,
                stylesheets=sheets,
                pdf_variant=variant,
                attachments=[_attachment(each) for each in enclosed],
            )
        )
    except FatalURLFetchingError as refusal:
        raise PdfError(str(refusal)) from refusal


def _attachment(each: Enclosed) -> Attachment:
    # Its own date, so that the same file gives the same bytes.
    return Attachment(
        file_obj=BytesIO(each.data),
        name=each.name,
        created=each.at,
        modified=each.at,
        relationship="Source",
    )


class HandedFiles(URLFetcher):
    """Answers for the files of one render and refuses every other address, loudly."""

    def __init__(self, files: Mapping[str, Path | bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._files = files

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix(SCHEME) if url.startswith(SCHEME) else None
        if name is None or name not in self._files:
            raise FatalURLFetchingError(
                f"The document asks for {url[:200]}, which it was not given"
            )
        return URLFetcherResponse(url, _content(self._files[name]), {"Content-Type": _kind(name)})


def _content(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise FatalURLFetchingError(f"{source.name} cannot be read: {error.strerror}") from error


def _kind(name: str) -> str:
    return guess_type(name)[0] or "application/octet-stream"
