"""
From a profile as written to one that can be used: its secrets fetched, its parts made to agree.

What SNMP wants: a community for version 1 and 2c; a user for version 3, encryption only with
authentication, pass phrases of eight characters or more (RFC 3414, section 11.2).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.model.profile import Engine, SnmpProfile, SnmpVersion
from monitor.model.secret import Secret
from monitor.sources.document import Document, Step
from monitor.sources.references import UnresolvedError, resolve
from monitor.sources.settings_schema import ProfileEntry, given

_SECRETS = ("community", "auth_secret", "priv_secret")
_V3_KEYS = ("user", "auth", "auth_secret", "priv", "priv_secret", "context", "check_time_window")
_MIN_PASSPHRASE = 8


@dataclass(frozen=True, slots=True)
class Written:
    """
    How a profile was written: where it stands, what a key is called there, how it gets a value.

    `is_typed`: on a command line, by somebody whose shell has the environment.
    """

    path: tuple[Step, ...]
    name: Callable[[str], str] = str
    example: Callable[[str, str], str] = "{}: {}".format
    is_typed: bool = False


def build_profile(
    document: Document,
    name: str,
    entry: ProfileEntry,
    environ: Mapping[str, str],
    written: Written | None = None,
) -> SnmpProfile | None:
    """Make the profile, or note what is wrong with it; in `profiles` of a file unless told."""
    before = len(document.problems)
    here = written or Written(("profiles", name))
    _check_parts(document, here, entry)
    secrets = _secrets(document, here, entry, environ)
    values = given(entry) | secrets
    wanted = values.pop("engine", None)
    if any(problem.severity == "error" for problem in document.problems[before:]):
        return None
    profile = SnmpProfile(name=name, **values)
    if profile.needs_pysnmp and wanted is Engine.OWN:
        message = "cannot speak version 1, MD5, DES, 3DES or AES-192"
        document.problem((*here.path, "engine"), message, "write pysnmp, or remove the key")
        return None
    engine = wanted or (Engine.PYSNMP if profile.needs_pysnmp else Engine.OWN)
    if engine is Engine.PYSNMP and not profile.check_time_window:
        message = "cannot be switched off with pysnmp, which looks at the time by itself"
        document.problem((*here.path, "check_time_window"), message, "remove the key")
        return None
    return SnmpProfile(name=name, engine=engine, **values)


def _check_parts(document: Document, here: Written, entry: ProfileEntry) -> None:
    keys = entry.model_fields_set
    if entry.version is not SnmpVersion.V3:
        if entry.community is None:
            _lacks(document, here, "community", "env:SNMP_COMMUNITY")
        for key in sorted(keys.intersection(_V3_KEYS)):
            hint = f"remove it, or write {here.example('version', '3')}"
            document.problem((*here.path, key), "belongs to version 3", hint)
        return
    if entry.community is not None:
        user, auth, priv = map(here.name, ("user", "auth", "priv"))
        hint = f"remove it; version 3 has {user}, {auth} and {priv}"
        document.problem((*here.path, "community"), "belongs to version 1 and 2c", hint)
    if entry.user is None:
        _lacks(document, here, "user", "monitor")
    for protocol, secret in (("auth", "auth_secret"), ("priv", "priv_secret")):
        if protocol in keys and secret not in keys:
            _lacks(document, here, secret, "env:SNMP_KEY")
        if secret in keys and protocol not in keys:
            _lacks(document, here, protocol, _EXAMPLE[protocol])
    if "priv" in keys and "auth" not in keys:
        hint = f"add {here.name('auth')} and {here.name('auth_secret')}"
        document.problem((*here.path, "priv"), "is encryption without authentication", hint)


def _lacks(document: Document, here: Written, key: str, value: str) -> None:
    document.problem(here.path, f"has no {here.name(key)}", f"add  {here.example(key, value)}")


def _secrets(
    document: Document, here: Written, entry: ProfileEntry, environ: Mapping[str, str]
) -> dict[str, Secret]:
    found = {}
    for key in _SECRETS:
        reference: Secret | None = getattr(entry, key)
        if reference is None:
            continue
        place = (*here.path, key)
        try:
            folder = Path(document.file).parent
            resolved = resolve(reference, folder, environ, is_typed=here.is_typed)
        except UnresolvedError as error:
            document.problem(place, error.message, error.hint)
            continue
        found[key] = resolved.secret
        if key != "community" and len(resolved.secret.reveal()) < _MIN_PASSPHRASE:
            hint = f"SNMP wants {_MIN_PASSPHRASE} characters or more (RFC 3414)"
            document.problem(place, "leads to a pass phrase that is too short", hint)
        if resolved.literal and document.world_readable:
            message = "is written out in a file that everyone can read"
            document.warn(place, message, "chmod o-r the file, or write env:NAME or file:/path")
        elif resolved.warning:
            document.warn(place, f"is not secret: {resolved.warning}", "chmod o-r that file")
    return found


_EXAMPLE = {"auth": "SHA-256", "priv": "AES-128"}
