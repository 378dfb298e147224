"""
Internet providers: how one is recognised by an address, an AS number or a name.

A provider's address or name says whose line it is, never that the line is forbidden: Kominfo
itself rents lines from providers. The data ages (providers buy and sell prefixes every month), so
it carries its date, and the credit its licence asks for, to wherever its results are shown.
"""

import re
from dataclasses import dataclass, field

from monitor.model.prefixes import IPAddress, IPNetwork, PrefixTable
from monitor.model.words import whole_words


@dataclass(frozen=True, slots=True)
class Provider:
    """
    One provider under the name a person would use, whatever number of companies it is.

    `patterns` are plain texts looked for as whole words, never regular expressions.
    """

    name: str
    patterns: tuple[str, ...] = ()
    as_numbers: frozenset[int] = frozenset()
    prefixes: tuple[IPNetwork, ...] = ()


@dataclass(frozen=True, slots=True)
class Providers:
    """All known providers, with the `date` of the data (ISO 8601, as given) and its `credit`."""

    entries: tuple[Provider, ...] = ()
    date: str = ""
    credit: str = ""
    _by_prefix: PrefixTable[Provider] = field(init=False, repr=False, compare=False)
    _by_as: dict[int, Provider] = field(init=False, repr=False, compare=False)
    _words: tuple[tuple[re.Pattern[str], Provider], ...] = field(
        init=False, repr=False, compare=False
    )
    _stems: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_prefix = PrefixTable((net, entry) for entry in self.entries for net in entry.prefixes)
        by_as: dict[int, Provider] = {}
        for entry in self.entries:
            for number in entry.as_numbers:
                by_as.setdefault(number, entry)
        worded = [entry for entry in self.entries if entry.patterns]
        words = tuple((whole_words(entry.patterns), entry) for entry in worded)
        stems = dict.fromkeys(_stem(pattern) for entry in worded for pattern in entry.patterns)
        object.__setattr__(self, "_by_prefix", by_prefix)
        object.__setattr__(self, "_by_as", by_as)
        object.__setattr__(self, "_words", words)
        object.__setattr__(self, "_stems", tuple(stems))

    def provider_of_address(self, address: IPAddress) -> Provider | None:
        """Find the provider whose announced prefix holds the address, the longest prefix first."""
        return self._by_prefix.lookup(address)

    def provider_of_as(self, as_number: int) -> Provider | None:
        """Find the provider that owns an AS number."""
        return self._by_as.get(as_number)

    def providers_in_text(self, text: str) -> tuple[Provider, ...]:
        """
        Find the providers whose name stands in a text (an ifAlias, a neighbour's description).

        Whole words only, as `monitor.model.words` has them, and without regard to case.
        """
        lowered = text.lower()
        if not any(stem in lowered for stem in self._stems):
            return ()
        return tuple(provider for word, provider in self._words if word.search(lowered))


def _stem(pattern: str) -> str:
    """Pick the longest word: where it is not, the pattern is not, and that is cheap to see."""
    return max(pattern.lower().split(), key=len, default="\0")
