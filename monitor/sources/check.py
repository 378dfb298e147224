"""
Checking plain data against a schema, and saying what is wrong by file, line and key path.

pydantic does the checking and stays in this package. Its messages quote what was written, which
may be a secret, so only the kind and the place of an error are taken from it; the words are ours.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from monitor.sources.document import Data, Document, Step
from monitor.sources.fields import MISSING
from monitor.sources.problem import quoted
from monitor.sources.signs import odd_sign
from monitor.sources.suggest import nearest
from monitor.sources.yaml_faults import ORDINARY

Model = TypeVar("Model", bound="Strict")

EXAMPLES = {
    "address": "address: 10.1.2.3",
    "agency": "agency: dinkes, the code of an agency",
    "approver": "approver: Sekretaris Daerah",
    "code": "code: dinkes",
    "date": "date: 2026-06-30 (how old the data is)",
    "contract": "contract: 027/112/2026",
    "from": "from: 2026-01-01",
    "kinds": "kinds: [foreign_uplink]",
    "letter": "letter: 555/12/DISKOMINFO/2026",
    "match": "match: [{device: opd-dinkes, interface: wan1}]",
    "name": "name: ...",
    "provider": "provider: Telkom",
    "reason": "reason: ...",
    "site": "site: dinkes, the code of a site",
    "subject": "subject: {device: opd-dinkes, interface: wan2}",
    "until": "until: 2026-12-31 (the last day it holds)",
    "version": "version: 2c",
}


class Strict(BaseModel):
    """What every schema is: unknown keys refused, a key without a value as if it were not there."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, populate_by_name=False
    )

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = keys_of(cls)
        return {key: value for key, value in data.items() if value is not None or key not in known}


def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """List the keys a schema knows, with the annotation of each."""
    return {item.alias or name: item.annotation for name, item in model.model_fields.items()}


def checked(
    document: Document, path: Sequence[Step], data: Data, model: type[Model]
) -> Model | None:
    """
    Check data that stands at `path` of the document; what is wrong is noted there.

    A misspelt key is one mistake: it is renamed in `data` to the one that was meant, so that
    nothing is missing because of it.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
    respelt = [_respelt(document, path, data, model, detail) for detail in details]
    if any(respelt):
        return checked(document, path, data, model)
    for detail in details:
        _note(document, path, model, detail)
    return None


def _respelt(
    document: Document,
    path: Sequence[Step],
    data: Data,
    model: type[BaseModel],
    detail: ErrorDetails,
) -> bool:
    """Note a misspelt key of a mapping somewhere in the data, and rename it."""
    *way, key = detail["loc"] or ("",)
    owner = _model_at(model, way)
    if detail["type"] != "extra_forbidden" or owner is None:
        return False
    for step in way:
        data = data[step]  # type: ignore[index]
    assert isinstance(data, dict)
    return _renamed(document, (*path, *way), data, str(key), keys_of(owner))


def _renamed(
    document: Document,
    path: Sequence[Step],
    data: dict[str, Data],
    key: str,
    known: Mapping[str, Any],
) -> bool:
    near = nearest(key, known)
    if near is None or near in data:
        return False
    _unknown_key(document, (*path, key), known)
    data[near] = data.pop(key)
    document.respell(path, key, near)
    return True


def without_wrong(model: type[Strict], data: Data) -> dict[str, Data]:
    """Leave out the keys of a mapping that are wrong; nothing is noted."""
    if not isinstance(data, dict):
        return {}
    try:
        model.model_validate(data)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors(include_input=False) if detail["loc"]}
        return {key: value for key, value in data.items() if key not in wrong}
    return data


def salvaged(model: type[Model], data: Data) -> Model | None:
    """
    Check data again without what is wrong in it.

    An entry with one mistake is still compared with the others, so that its second mistake is in
    the same report. A wrong name becomes empty text, a wrong day `None`; nothing is noted.
    """
    if not isinstance(data, dict):
        return None
    rest: dict[str, object] = {**without_wrong(model, data)}
    for name, item in model.model_fields.items():
        key = item.alias or name
        if item.is_required() and rest.get(key) is None and item.annotation in {str, date}:
            rest[key] = MISSING
    try:
        return model.model_validate(rest)
    except ValidationError:
        return None


def checked_list(
    document: Document, path: Sequence[Step], data: Data, model: type[Model]
) -> list[tuple[tuple[Step, ...], Model]]:
    """Check every item of a list; give those that can be compared, each with its path."""
    if data is None:
        return []
    if not isinstance(data, list):
        document.problem(path, "is not a list", _LIST)
        return []
    found = []
    for at, item in enumerate(data):
        here = (*path, at)
        value = checked(document, here, item, model) or salvaged(model, item)
        if value is not None:
            found.append((here, value))
    return found


def check_keys(
    document: Document, path: Sequence[Step], data: dict[str, Data], known: Mapping[str, Any]
) -> bool:
    """
    Refuse unknown keys of a mapping that is checked piece by piece; a misspelt one is renamed.

    Whether all that is written can be taken for something.
    """
    is_known = True
    for key in [key for key in data if key not in known]:
        if not _renamed(document, path, data, key, known):
            _unknown_key(document, (*path, key), known)
            is_known = False
    return is_known


def _note(
    document: Document, path: Sequence[Step], model: type[BaseModel], detail: ErrorDetails
) -> None:
    place = (*path, *detail["loc"])
    kind = detail["type"]
    if kind == "config":
        context = detail.get("ctx", {})
        written = detail.get("input")
        sign = odd_sign(written) if isinstance(written, str) else ""
        if sign:
            document.problem(place, f"holds the sign {sign}", ORDINARY)
        else:
            document.problem(place, context["message"], context["hint"])
    elif kind == "missing":
        key = str(place[-1])
        hint = f"add  {EXAMPLES.get(key, key + ': ...')}"
        document.problem(place, "is missing, or has no value", hint)
    elif kind == "extra_forbidden":
        owner = _model_at(model, detail["loc"][:-1])
        _unknown_key(document, place, keys_of(owner) if owner else {})
    elif kind == "list_type":
        document.problem(place, "is not a list", _LIST)
    else:
        document.problem(place, "is not a mapping", "write  key: value, one to a line, indented")


def _unknown_key(document: Document, place: Sequence[Step], known: Mapping[str, Any]) -> None:
    near = nearest(str(place[-1]), known)
    listed = ", ".join(sorted(known))
    hint = f"did you mean {near}?" if near else f"known here: {listed}"
    owner = tuple(place[:-1])
    line = document.line_of(place)
    document.problem_at(line, owner, f"has the unknown key {quoted(str(place[-1]))}", hint)


def _model_at(model: type[BaseModel], loc: Sequence[Step]) -> type[BaseModel] | None:
    """Follow a location down the annotations to the schema it lies in."""
    owner: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, str) and owner is not None and step in keys_of(owner):
            owner = _schema_in(keys_of(owner)[step])
    return owner


def _schema_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_schema_in, get_args(annotation))), None)


_LIST = "begin every item with '- ', or write [one, two]"
