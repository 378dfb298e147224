"""What is measured: `targets.toml`, `survivors.toml` and `measured.json` beside this file."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_TARGETS: Final = _HERE / "targets.toml"
_SURVIVORS: Final = _HERE / "survivors.toml"
_MEASURED: Final = _HERE / "measured.json"


@dataclass(frozen=True, slots=True)
class Target:
    """A module, as a path from the root, and the arguments of pytest that name its tests."""

    module: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """
    How a module did when it was measured whole, and the SHA-256 of its source then.

    Of its mutants so many cannot be noticed (`equivalent`); of the others so many were.
    """

    source: str
    mutants: int
    equivalent: int
    noticed: int


def targets(root: Path) -> tuple[float, list[Target]]:
    """Return the floor, a ratio, and every module that is measured."""
    document = tomllib.loads(_TARGETS.read_text(encoding="utf-8"))
    found: dict[str, Target] = {}
    for entry in document["target"]:
        # Tests may be named before they are written.
        tests = tuple(
            test for test in entry["tests"] if test.startswith("-") or (root / test).exists()
        )
        for pattern in entry["modules"]:
            for path in sorted(root.glob(pattern)):
                if path.name != "__init__.py":
                    module = path.relative_to(root).as_posix()
                    found.setdefault(module, Target(module, tests))
    return document["floor"], list(found.values())


def equivalent() -> Mapping[str, frozenset[str]]:
    """Return the names of the mutants of each module that no test can notice."""
    found: dict[str, set[str]] = {}
    document = tomllib.loads(_SURVIVORS.read_text(encoding="utf-8"))
    for entry in document.get("survivor", ()):
        found.setdefault(entry["module"], set()).add(f"{entry['where']}: {entry['change']}")
    return {module: frozenset(names) for module, names in found.items()}


def digest(source: str) -> str:
    """Return what a source is known by."""
    return hashlib.sha256(source.encode()).hexdigest()


def measured() -> dict[str, Measured]:
    """Return how each module did when it was last measured whole."""
    if not _MEASURED.exists():
        return {}
    found = json.loads(_MEASURED.read_text(encoding="utf-8"))
    return {module: Measured(**entry) for module, entry in found.items()}


def record(news: Mapping[str, Measured]) -> None:
    """Write down how modules did, beside what is known of others."""
    all_of_them = {**measured(), **news}
    document = {module: asdict(one) for module, one in sorted(all_of_them.items())}
    _MEASURED.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def without_figure(among: Iterable[Target]) -> tuple[list[str], list[Target]]:
    """
    Return the names of modules that were never measured whole, and the others.

    Of those nobody knows whether they ever reached the floor: a change cannot take it from them.
    """
    known, listed = measured(), list(among)
    new = [target.module for target in listed if target.module not in known]
    return new, [target for target in listed if target.module in known]


def touched(root: Path, among: Iterable[Target], changed: Iterable[str]) -> list[Target]:
    """
    Return the modules that a change touches.

    Those that are not as they were when they were measured whole, and those that are, or whose
    tests are, among the paths that `changed` names.
    """
    known = measured()
    paths = set(changed)

    def is_touched(target: Target) -> bool:
        source = digest((root / target.module).read_text(encoding="utf-8"))
        is_as_measured = target.module in known and known[target.module].source == source
        return not is_as_measured or target.module in paths or not paths.isdisjoint(target.tests)

    return [target for target in among if is_touched(target)]
