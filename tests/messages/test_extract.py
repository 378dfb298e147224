import ast

import pytest

from tools.messages.extract import sentences, template


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"plain text"', "plain text"),
        ('f"{host} has no address: {reason!r}."', "{0} has no address: {1}."),
        ('f"write {{key: {value}}}"', "write {{key: {0}}}"),
        ('("of two " "parts")', "of two parts"),
        ("42", None),
    ],
)
def test_a_string_in_the_code_becomes_a_template(written: str, expected: str | None) -> None:
    assert template(ast.parse(written, mode="eval").body) == expected


def test_errors_hints_helps_and_reasons_are_collected() -> None:
    found = sentences()
    assert "monitor/polling.py" in found["{0} has no address: {1}."]
    assert "is missing, or has no value" in found
    assert "Run the daemon in the foreground until it is told to stop." in found
    assert "Show this message and exit." in found


def test_docstrings_logs_and_sql_are_not() -> None:
    found = sentences()
    assert not [text for text in found if text.startswith(("SELECT ", "PRAGMA "))]
    assert "{0} answers again." not in found
    assert not [text for text in found if "Polling %s failed" in text]
