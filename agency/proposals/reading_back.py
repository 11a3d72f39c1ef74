"""What is read out of a PDF of ours again: the address in its pages, which is a secret that stands nowhere else."""

from agency.kernel.files import StoredFile
from agency.kernel.lazily import Lazily
from agency.kernel.web import address_of

_pypdf = Lazily("pypdf")


def link_in(file: StoredFile) -> str | None:
    """The link to the proposal in this file of it; None where it has none, or is no file that we made."""
    begin = address_of("portal.proposal", token="x").removesuffix("x")
    try:
        for page in reversed(_pypdf.PdfReader(file.path).pages):
            for note in page.get("/Annots") or ():
                address = str(note.get_object().get("/A", {}).get("/URI", ""))
                if address.startswith(begin):
                    return address
    except (_pypdf.errors.PyPdfError, OSError):
        return None
    return None
