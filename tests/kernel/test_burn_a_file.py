"""Bytes that were erased leave the disk, whatever is killed meanwhile, and never while a row needs them."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from agency.kernel.db import db
from agency.kernel.files import StoredFile, burn, store, write_durably
from tests.support import NOW


def keep(data: bytes = b"Of somebody") -> StoredFile:
    return store(data, name="of.txt", content_type="text/plain", at=NOW)


def test_the_bytes_go_with_their_copies_once_it_is_due(
    app: Flask, run_due: Callable[[datetime], int]
) -> None:
    file, place = keep(), keep().path
    copy = app.config["SETTINGS"].data / "previews" / place.parent.name / f"{place.name}-480.jpg"
    write_durably(copy, b"drawn")
    twin = file.sha256
    db.session.commit()
    burn([file.id], at=NOW)
    db.session.rollback()
    assert run_due(NOW) == 0 and file.read() == b"Of somebody"
    burn([each.id for each in db.session.query(StoredFile).filter_by(sha256=twin)], at=NOW)
    db.session.commit()
    assert place.exists(), "killed right here, the row in `due` is left"
    assert run_due(NOW) == 1
    assert not place.exists() and not copy.exists()
    assert file.read() == b"Erased.\n"


def test_the_same_bytes_that_come_meanwhile_stay(
    app: Flask, run_due: Callable[[datetime], int]
) -> None:
    burn([keep().id], at=NOW)
    db.session.commit()
    again = keep()
    assert run_due(NOW) == 1
    assert again.read() == b"Of somebody"
