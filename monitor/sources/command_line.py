"""An SNMP profile from options of the command line, checked like one from the settings."""

from collections.abc import Mapping

from monitor.model.profile import SnmpProfile
from monitor.sources.check import checked
from monitor.sources.document import Data, Document
from monitor.sources.problem import ConfigError
from monitor.sources.profiles import build_profile
from monitor.sources.references import SCHEMES
from monitor.sources.settings_schema import ProfileEntry

_NAME = "options"


def profile_of_options(options: Mapping[str, str], environ: Mapping[str, str]) -> SnmpProfile:
    """
    Make a profile of options, named as the keys of a profile; raises `ConfigError`.

    Secrets may be references. A community that is none is taken as it stands: most are `public`.
    """
    data: dict[str, Data] = dict(options)
    community = options.get("community")
    if community and community.partition(":")[0] not in SCHEMES:
        data["community"] = f"literal:{community}"
    document = Document("command line")
    entry = checked(document, ("profiles", _NAME), data, ProfileEntry)
    profile = build_profile(document, _NAME, entry, environ) if entry else None
    if profile is None:
        raise ConfigError(document.problems)
    return profile
