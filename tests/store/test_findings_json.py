"""Findings as the daemon tells them to a command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.store.fields import CodecError
from monitor.store.findings_json import findings_of_json, json_of_findings
from tests.exporters.city_lab import CITY


def test_findings_come_back_as_they_were() -> None:
    assert findings_of_json(json_of_findings(CITY.findings)) == CITY.findings


@pytest.mark.parametrize(
    "told", [b"", b"{}", b"[1]", b"[{}]", b'[{"key": "k"}]', b"\xff", b"[" * 9999]
)
def test_what_is_none_is_refused(told: bytes) -> None:
    with pytest.raises(CodecError):
        findings_of_json(told)


@given(st.binary())
def test_whatever_comes_it_is_findings_or_refused(told: bytes) -> None:
    try:
        findings_of_json(told)
    except CodecError:
        return
