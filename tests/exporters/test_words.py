"""What people read of values: addresses."""

import pytest

from exporters.words import address_words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["10.0.0.9/24", "fe80::1/64", "2001:db8::1"], "10.0.0.9/24, 2001:db8::1"),
        (["fe80::1", "fe9a::1/64", "febf::1"], ""),
        (["169.254.1.1/16"], "169.254.1.1/16"),
        ([], ""),
    ],
)
def test_addresses_are_listed_without_those_that_every_interface_has(
    given: list[str], said: str
) -> None:
    assert address_words(given) == said
