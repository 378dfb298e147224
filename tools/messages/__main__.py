"""`python -m tools.messages`: bring the translators' file up to date, and make the program's."""

import sys

from tools.messages.catalogue import MO, PO, as_mo, as_po, brought_up, read
from tools.messages.extract import sentences


def main() -> int:
    """Write both files; status 1 where something is not translated yet."""
    catalogue = brought_up(read(), sentences())
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_po(catalogue))
    MO.write_bytes(as_mo(read()))
    missing = [message.id for message in catalogue if message.id and not message.string]
    for text in missing:
        print(f"not translated: {text}")  # noqa: T201 - the tool's output
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
