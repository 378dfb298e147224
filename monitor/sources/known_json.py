"""
What is known of a device, as JSON and back: what the daemon tells a command that judges anew.

The rows that observations were decoded from stay behind: they are evidence, and no rule reads them.
"""

from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from monitor.model.known import Known
from monitor.model.observation import Snapshot

# In a tuple, for a dataclass by itself is not given another one's configuration.
_ADAPTER = TypeAdapter(
    tuple[Known],
    config=ConfigDict(
        arbitrary_types_allowed=True,
        extra="forbid",
        ser_json_bytes="base64",
        val_json_bytes="base64",
    ),
)
_NO_ROWS: Any = {
    name: {"rows"} if name == "identity" else {"__all__": {"rows"}}
    for name, field in Snapshot.__dataclass_fields__.items()
    if name == "identity" or str(field.type).startswith("tuple")
}


class UnreadableError(ValueError):
    """What was told of a device is not what this version of the program tells."""


def known_json(known: Known) -> bytes:
    """Write what is known of a device."""
    parts = {"latest": _NO_ROWS, "previous": _NO_ROWS}
    return _ADAPTER.dump_json((known,), exclude_defaults=True, exclude={0: parts})


def known_of_json(text: bytes) -> Known:
    """Read what is known of a device. Raises `UnreadableError`."""
    try:
        [known] = _ADAPTER.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadableError(f"{where}: {first['msg']}") from None
    return known
