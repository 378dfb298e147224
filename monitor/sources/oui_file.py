"""
oui.yaml: which makers' boxes are of which class, for MAC addresses.

A class has names of makers as the IEEE's list writes them, looked for as whole words, and
prefixes of MAC addresses, which go before the maker.
"""

from pydantic import Field

from monitor.model.device_class import DeviceClass, DeviceClasses
from monitor.sources.address_fields import Oui
from monitor.sources.check import Strict, check_keys, checked, salvaged
from monitor.sources.document import Document
from monitor.sources.fields import Text

_KEYS = {"classes": dict}
_CLASSES = {kind.value: kind for kind in DeviceClass}


class ClassEntry(Strict):
    vendors: list[Text] = Field(default_factory=list)
    prefixes: list[Oui] = Field(default_factory=list)


def build_classes(document: Document) -> DeviceClasses:
    """Make the classes of a document; what is wrong is noted there."""
    data = document.data
    if not isinstance(data, dict):
        if data is not None:
            document.problem((), "is not a mapping", "begin with classes:")
        return DeviceClasses()
    check_keys(document, (), data, _KEYS)
    given = data.get("classes")
    if not isinstance(given, dict):
        if given is not None:
            document.problem(("classes",), "is not a mapping", "write  cpe: {vendors: [...]}")
        return DeviceClasses()
    check_keys(document, ("classes",), given, _CLASSES)
    known: dict[DeviceClass, ClassEntry] = {}
    for name, kind in _CLASSES.items():
        written = given.get(name) or {}
        entry = checked(document, ("classes", name), written, ClassEntry)
        known[kind] = entry or salvaged(ClassEntry, written) or ClassEntry()
    _check_vendors(document, known)
    _check_prefixes(document, known)
    return DeviceClasses(
        vendors={kind: tuple(entry.vendors) for kind, entry in known.items()},
        prefixes={kind: tuple(entry.prefixes) for kind, entry in known.items()},
    )


def _check_vendors(document: Document, known: dict[DeviceClass, ClassEntry]) -> None:
    for kind, entry in known.items():
        for at, vendor in enumerate(entry.vendors):
            if sum(sign.isalnum() for sign in vendor) < 3:
                hint = "write more of the name: two letters are in too many names"
                document.problem(("classes", kind.value, "vendors", at), "is too short", hint)


def _check_prefixes(document: Document, known: dict[DeviceClass, ClassEntry]) -> None:
    owners: dict[str, DeviceClass] = {}
    for kind, entry in known.items():
        for at, prefix in enumerate(entry.prefixes):
            owner = owners.setdefault(prefix, kind)
            if owner is not kind:
                message = f"is also a prefix of {owner}"
                place = ("classes", kind.value, "prefixes", at)
                document.problem(place, message, "give it to one class")
