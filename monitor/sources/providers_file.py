"""
providers.yaml: who owns which AS numbers and prefixes, and under which names.

The data ages and is not ours: it carries its date, and the credit its licence asks for. The file
is large and rarely wrong, so prefixes are read here in a plain loop.
"""

from pydantic import Field

from monitor.model.provider import Provider, Providers
from monitor.sources.address_fields import AsNumber, Prefix
from monitor.sources.check import Strict, check_keys, checked, checked_list
from monitor.sources.document import Document
from monitor.sources.fields import Text
from monitor.sources.time_fields import Day

_KEYS = {"date": Day, "credit": Text, "providers": list}


class HeadEntry(Strict):
    date: Day
    credit: Text = ""


class ProviderEntry(Strict):
    name: Text
    patterns: list[Text] = Field(default_factory=list)
    as_numbers: list[AsNumber] = Field(default_factory=list)
    prefixes: list[Prefix] = Field(default_factory=list)


def build_providers(document: Document) -> Providers:
    """Make the providers of a document; what is wrong is noted there."""
    data = document.data
    if not isinstance(data, dict):
        if data is not None:
            document.problem((), "is not a mapping", f"begin with {', '.join(_KEYS)}")
        return Providers()
    check_keys(document, (), data, _KEYS)
    head = checked(document, (), {key: data.get(key) for key in ("date", "credit")}, HeadEntry)
    listed = checked_list(document, ("providers",), data.get("providers"), ProviderEntry)
    names: set[str] = set()
    owners: dict[int, str] = {}
    for path, entry in listed:
        if entry.name in names:
            document.problem((*path, "name"), "is given twice", "merge the two entries")
        names.add(entry.name)
        for at, number in enumerate(entry.as_numbers):
            owner = owners.setdefault(number, entry.name)
            if owner != entry.name:
                message = f"is also an AS number of {owner}"
                document.problem((*path, "as_numbers", at), message, "give it to one provider")
        for at, pattern in enumerate(entry.patterns):
            if sum(sign.isalnum() for sign in pattern) < 3:
                hint = "write more of the name: two letters are in too many texts"
                document.problem((*path, "patterns", at), "is too short", hint)
    return Providers(
        entries=tuple(
            Provider(
                name=entry.name,
                patterns=tuple(entry.patterns),
                as_numbers=frozenset(entry.as_numbers),
                prefixes=tuple(entry.prefixes),
            )
            for _, entry in listed
        ),
        date=head.date.isoformat() if head else "",
        credit=head.credit if head else "",
    )
