"""An SNMP profile from options of the command line, checked like one from the settings."""

from collections.abc import Mapping
from dataclasses import replace

from monitor.model.profile import SnmpProfile
from monitor.sources.check import checked
from monitor.sources.document import Data, Document
from monitor.sources.problem import ConfigError, Problem
from monitor.sources.profiles import Written, build_profile
from monitor.sources.references import SCHEMES
from monitor.sources.settings_schema import ProfileEntry

_NAME = "options"
_OPTIONS = {"version": "--snmp-version"}


def profile_of_options(options: Mapping[str, str], environ: Mapping[str, str]) -> SnmpProfile:
    """
    Make a profile of options, named as the keys of a profile; raises `ConfigError`, whose problems
    speak of options: whoever types knows of no profile.

    Secrets may be references. A community that is none is taken as it stands: most are `public`.
    """
    data: dict[str, Data] = dict(options)
    community = options.get("community")
    if community and community.partition(":")[0] not in SCHEMES:
        data["community"] = f"literal:{community}"
    document = Document("command line")
    entry = checked(document, (), data, ProfileEntry)
    profile = build_profile(document, _NAME, entry, environ, _TYPED) if entry else None
    if profile is None:
        raise ConfigError(map(_told, document.problems))
    return profile


def _option(key: str) -> str:
    return _OPTIONS.get(key, f"--{key.replace('_', '-')}")


def _told(problem: Problem) -> Problem:
    return replace(problem, path=_option(problem.path)) if problem.path else problem


_TYPED = Written(
    path=(), name=_option, example=lambda key, value: f"{_option(key)} {value}", is_typed=True
)
