"""
The registry and the settings from YAML files: the door of this package.

    load_settings   monitor.yaml                              → Settings
    load_registry   registry.yaml, providers.yaml, oui.yaml   → Registry
    load_all        monitor.yaml and what it names            → both
    store_of        monitor.yaml                              → where the store is, and no more

Each gives its warnings beside its value, or raises one ConfigError with every problem of every
file. They read files and the environment and keep nothing. `now` is when: what has passed by then
is warned of; the present, where it is not given.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from monitor.model.registry import Registry
from monitor.settings import Paths, Settings
from monitor.sources.check import Strict, checked, salvaged, without_wrong
from monitor.sources.declarations import Declarations
from monitor.sources.document import Data, Document
from monitor.sources.files import read, read_folder
from monitor.sources.oui_file import build_classes
from monitor.sources.problem import ConfigError, Problem, Severity, in_order
from monitor.sources.providers_file import build_providers
from monitor.sources.registry_build import build
from monitor.sources.registry_checks import check_references, check_validity
from monitor.sources.registry_doubles import check_names
from monitor.sources.registry_places import check_prefixes
from monitor.sources.registry_reach import warn_of_reach
from monitor.sources.registry_warnings import warn_of_gaps, warn_of_periods
from monitor.sources.settings_build import build_settings, paths_of, warn_of_listening
from monitor.sources.settings_schema import (
    CalendarEntry,
    MonitorEntry,
    PathsEntry,
    ProfileEntry,
    RulesEntry,
)

__all__ = [
    "ConfigError",
    "Problem",
    "Severity",
    "load_all",
    "load_registry",
    "load_settings",
    "store_of",
]

_SECTIONS: dict[str, type[Strict]] = {
    "paths": PathsEntry,
    "rules": RulesEntry,
    "calendar": CalendarEntry,
}
"""Parts of monitor.yaml that are still compared and used when something in them is wrong."""


def load_settings(
    path: Path,
    *,
    environ: Mapping[str, str] | None = None,
    known_rules: Mapping[str, Collection[str]] | None = None,
) -> tuple[Settings, tuple[Problem, ...]]:
    """
    Load monitor.yaml and fetch the secrets it refers to, from `environ` or the process's own.

    `known_rules` are the ids that may be disabled or overridden; any, where not given. Raises
    ConfigError.
    """
    document = read(path)
    settings = _settings(document, _environment(environ), known_rules)
    warnings = _report([document])
    assert settings is not None
    return settings, warnings


def load_registry(
    path: Path,
    providers_path: Path | None = None,
    oui_path: Path | None = None,
    *,
    profiles: Collection[str] | None = None,
    timezone: tzinfo = UTC,
    now: datetime | None = None,
) -> tuple[Registry, tuple[Problem, ...]]:
    """
    Load a registry from a file or a folder of files, the providers and the classes of MACs.

    `profiles` are the SNMP profiles a device may name; any, where not given. `timezone` is that
    of maintenance times written without one. Raises ConfigError.
    """
    documents: list[Document] = []
    beside = (providers_path, oui_path)
    registry = _registry(path, beside, profiles, _in_zone(now, timezone), documents)
    return registry, _report(documents)


def load_all(
    monitor_yaml: Path,
    *,
    environ: Mapping[str, str] | None = None,
    known_rules: Mapping[str, Collection[str]] | None = None,
    with_profiles: bool = True,
    registry: Path | None = None,
    also: Collection[Problem] = (),
    has_web_config: bool = True,
    now: datetime | None = None,
) -> tuple[Settings, Registry, tuple[Problem, ...]]:
    """
    Load monitor.yaml and every file it names, with one report of all. Raises ConfigError.

    `registry` is taken in place of the one that monitor.yaml names. `also` are problems of files
    that it does not name, to be in the same report.

    Without `with_profiles` no secret is fetched, and the settings have no profiles. Without
    `has_web_config` nobody is asked who they are, so listening to everybody is warned of.
    """
    known_environ = _environment(environ)
    document = read(monitor_yaml)
    documents = [document]
    settings = _settings(document, known_environ, known_rules, with_profiles=with_profiles)
    paths = settings.paths if settings else _paths_despite(document, known_environ)
    if registry is not None:
        paths = replace(paths, registry=registry)
    if document.data is None and not paths.registry.exists():
        _report([document], also)
    if settings is not None and not has_web_config:
        warn_of_listening(document, settings.listen)
    timezone = settings.policy.calendar.timezone if settings else UTC
    beside = (paths.providers, paths.oui)
    here = _in_zone(now, timezone)
    found = _registry(paths.registry, beside, _profiles(document.data), here, documents)
    warnings = _report(documents, also)
    assert settings is not None
    return replace(settings, paths=paths), found, warnings


def store_of(monitor_yaml: Path, environ: Mapping[str, str] | None = None) -> Path:
    """
    Say where the store of a daemon is, whatever else is wrong in its configuration by now.

    Raises ConfigError where the file cannot be read at all.
    """
    document = read(monitor_yaml)
    if document.data is None:
        _report([document])
    return _paths_despite(document, _environment(environ)).store


def _settings(
    document: Document,
    environ: Mapping[str, str],
    known_rules: Mapping[str, Collection[str]] | None,
    *,
    with_profiles: bool = True,
) -> Settings | None:
    data = document.data
    if data is None:
        return None
    entry = checked(document, (), data, MonitorEntry)
    if entry is None and isinstance(data, dict):
        right = {**data, "profiles": _right_profiles(data)}
        for key, section in _SECTIONS.items():
            right[key] = without_wrong(section, data.get(key)) or None
        entry = salvaged(MonitorEntry, right)
    if entry is None:
        return None
    return build_settings(document, entry, environ, known_rules, with_profiles=with_profiles)


def _right_profiles(data: dict[str, Data]) -> Data:
    """Those profiles as written that are right, so that their secrets are tried too."""
    written = data.get("profiles")
    if not isinstance(written, dict):
        return None
    return {
        name: profile
        for name, profile in written.items()
        if checked(Document(""), (), profile, ProfileEntry) is not None
    }


def _registry(
    path: Path,
    beside: tuple[Path | None, Path | None],
    profiles: Collection[str] | None,
    now: datetime,
    documents: list[Document],
) -> Registry:
    """
    Read and build; the documents read, with their problems, are added to `documents`.

    `beside` are the files of the providers and of the classes of MAC addresses. `now` is in the
    city's time zone, which is that of times written without one.
    """
    assert now.tzinfo is not None
    found = read_folder(path)
    providers, classes = (read(one) if one else Document("") for one in beside)
    documents += [*found, providers, classes]
    declared = Declarations()
    for document in found:
        declared.add(document)
    check_references(declared, profiles)
    check_names(declared)
    check_prefixes(declared)
    check_validity(declared, now.tzinfo)
    known = build_providers(providers)
    warn_of_reach(declared, known)
    warn_of_periods(declared, now.date(), now.tzinfo)
    if not any(document.has_errors for document in found):
        # Of what could not be taken nobody knows whether it would fill the gap.
        warn_of_gaps(declared)
    return build(declared, known, build_classes(classes), now.tzinfo)


def _in_zone(now: datetime | None, timezone: tzinfo) -> datetime:
    return (now or datetime.now(UTC)).astimezone(timezone)


def _paths_despite(document: Document, environ: Mapping[str, str]) -> Paths:
    """Say where the other files are although monitor.yaml is wrong: one report tells all."""
    data = document.data
    written = data.get("paths") if isinstance(data, dict) else None
    known = written if isinstance(written, dict) else {}
    named = {
        key: known[key]
        for key in ("registry", "providers", "oui", "store")
        if isinstance(known.get(key), str)
    }
    entry = checked(Document(document.file), (), named, PathsEntry) or PathsEntry()
    return paths_of(document, entry, environ)


def _profiles(data: Data) -> Collection[str] | None:
    """List the names of profiles as written, right or wrong; `None` where none are known."""
    written = data.get("profiles") if isinstance(data, dict) else None
    return list(written) if isinstance(written, dict) else None


def _environment(environ: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environ is None else environ


def _report(documents: Iterable[Document], also: Collection[Problem] = ()) -> tuple[Problem, ...]:
    """Give the warnings, or raise all problems if one of them is an error."""
    problems = in_order([*also, *(one for document in documents for one in document.problems)])
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ConfigError(problems)
    return problems
