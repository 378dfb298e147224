"""
The translators' file, brought up to what the code says, and the file that the program reads.

What is no longer said is dropped from it; what is new stands there without a translation, which a
test does not let pass. Formats: gettext's PO and MO.
"""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from exporters.sentences import FOLDER

PO = FOLDER / "id" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
_A_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_HEADER = "# What opd-monitor says, in Indonesian: make messages."


def brought_up(known: Catalog, said: dict[str, list[str]]) -> Catalog:
    """Return a catalogue of exactly what is said, with the translations that are known."""
    fresh = Catalog(locale="id", header_comment=_HEADER, fuzzy=False)
    for text, places in said.items():
        before = known.get(text)
        translation = before.string if before is not None else ""
        fresh.add(text, translation, locations=[(place, 0) for place in places])
    return fresh


def read(path: Path = PO) -> Catalog:
    """Read the translators' file; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale="id")
    with path.open("rb") as file:
        return read_po(file, locale="id")


def as_po(catalogue: Catalog) -> bytes:
    """Write a catalogue for translators, the same at every time."""
    out = BytesIO()
    write_po(out, catalogue, width=100, sort_by_file=True, omit_header=False, include_lineno=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    moving = ('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Generated-By')
    return "".join(line for line in lines if not line.startswith(moving)).encode()


def as_mo(catalogue: Catalog) -> bytes:
    """Write a catalogue for the program."""
    # Its head has a time in it, which would make it another file each day.
    catalogue.revision_date = catalogue.creation_date = _A_DAY
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()
