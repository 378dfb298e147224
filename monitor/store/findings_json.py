"""
Findings as JSON and back, in the words of the store: what the daemon tells a command of them.

The store holds a finding as it was at its last change. What each poll adds to it, above all when it
was last seen, is in the daemon alone.
"""

import json
from collections.abc import Iterable

from monitor.model.finding import Finding
from monitor.store.codec import finding_of_row, row_of_finding
from monitor.store.fields import CodecError, items, mapping


def json_of_findings(findings: Iterable[Finding]) -> bytes:
    """Write findings; `CodecError` where a number is none."""
    return json.dumps([dict(row_of_finding(one)) for one in findings]).encode("ascii")


def findings_of_json(told: bytes) -> tuple[Finding, ...]:
    """Read findings; `CodecError` where they can not be understood."""
    try:
        return tuple(finding_of_row(mapping(row)) for row in items(json.loads(told)))  # type: ignore[arg-type]
    except KeyError as error:
        raise CodecError(f"a finding has no {error}") from error
    except (ValueError, RecursionError) as error:
        raise CodecError(f"they are no JSON: {error}") from error
