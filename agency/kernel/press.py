"""WeasyPrint at work for `agency.kernel.pdf`, which loads this only when a document is made."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from agency.kernel.pdf import FONTS, SCHEME, TAGGED, WEIGHTS, PdfError, font_faces


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Draw one line: what is loaded and looked up at the first page is so once for all that are forked from here."""
    faces = {name: FONTS / name for name in (f"golos-{weight}.ttf" for weight in WEIGHTS)}
    line = "<html lang='en'><title>Warm</title><p style='font: 10pt \"Golos Text\"'>Warm</p></html>"
    print_it(line, faces, [font_faces()], TAGGED)


def print_it(
    html: str, files: Mapping[str, Path | bytes], stylesheets: Iterable[str], variant: str
) -> bytes:
    """The PDF of this HTML, with these files at hand and no others. Raises PdfError."""
    fetcher = HandedFiles(files)
    # One configuration a render: sharing one between threads corrupts memory in GLib.
    fonts = FontConfiguration()
    try:
        sheets = [CSS(string=css, url_fetcher=fetcher, font_config=fonts) for css in stylesheets]
        page = HTML(string=html, url_fetcher=fetcher)
        return bytes(page.write_pdf(font_config=fonts, stylesheets=sheets, pdf_variant=variant))
    except FatalURLFetchingError as refusal:
        raise PdfError(str(refusal)) from refusal


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
