"""
Secrets by reference: where one is to be found, instead of what it is.

    env:NAME         an environment variable
    file:/path       the text of a file (relative: from the folder of the file that names it)
    credential:NAME  a systemd credential (LoadCredential=), in $CREDENTIALS_DIRECTORY
    literal:...      the secret itself, for those who insist

A file's last line end is not part of the secret. Nothing here ever says what a secret is.
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.model.secret import Secret

FORMS = "write env:NAME, file:/path/to/it or credential:NAME (or literal:... if it must be here)"
SCHEMES = frozenset({"env", "file", "credential", "literal"})
_MAX_BYTES = 64 * 1024


class UnresolvedError(Exception):
    """A reference leads nowhere. Carries what is wrong and what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint
        super().__init__(message, hint)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A secret, whether it stood in the configuration itself, and what is unsafe about it."""

    secret: Secret
    literal: bool = False
    warning: str = ""


def resolve(
    reference: Secret, folder: Path, environ: Mapping[str, str], *, is_typed: bool = False
) -> Resolved:
    """Fetch the secret a reference names; `is_typed`: by a command. Raises UnresolvedError."""
    scheme, found, rest = reference.reveal().partition(":")
    if not found or not rest:
        raise UnresolvedError("is not a reference to a secret", FORMS)
    if scheme == "literal":
        return Resolved(Secret(rest), literal=True)
    if scheme == "env":
        return _from_environment(rest, environ, is_typed=is_typed)
    if scheme == "file":
        return _from_file(folder / rest, "the file it names")
    if scheme == "credential":
        return _from_file(_credential(rest, environ), "the credential it names")
    raise UnresolvedError("is not a reference to a secret", FORMS)


def _from_environment(name: str, environ: Mapping[str, str], *, is_typed: bool) -> Resolved:
    if not name.replace("_", "").isalnum():
        raise UnresolvedError("names no environment variable", "write env:NAME")
    if not environ.get(name):
        hint = f"export {name} in this shell, or set it in the service's unit by EnvironmentFile="
        if is_typed:
            hint = f"export {name} in this shell"
        raise UnresolvedError(f"names the environment variable {name}, which is not set", hint)
    return Resolved(Secret(environ[name]))


def _credential(name: str, environ: Mapping[str, str]) -> Path:
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if "/" in name or name.startswith("."):
        raise UnresolvedError("names a path, not a credential", "write credential:NAME")
    if not folder:
        hint = f"start it by systemd with LoadCredential={name}:/path"
        raise UnresolvedError("needs systemd: CREDENTIALS_DIRECTORY is not set", hint)
    return Path(folder) / name


def _from_file(path: Path, what: str) -> Resolved:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnresolvedError(f"leads wrong: {what} is no file", "name a file with the secret")
        if status.st_size > _MAX_BYTES:
            raise UnresolvedError(f"leads wrong: {what} is too large", "name the right file")
        text = path.read_bytes().decode()
    except FileNotFoundError:
        raise UnresolvedError(
            f"leads nowhere: {what} does not exist", "make it, or fix the name"
        ) from None
    except (OSError, ValueError) as error:
        hint = "the daemon's user must be able to read it"
        if isinstance(error, UnicodeDecodeError):
            raise UnresolvedError(f"leads wrong: {what} is not UTF-8 text", hint) from None
        raise UnresolvedError(f"leads wrong: {what} cannot be read", hint) from None
    secret = text.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise UnresolvedError(f"leads wrong: {what} is empty", "write the secret into it")
    readable = bool(status.st_mode & stat.S_IROTH)
    return Resolved(Secret(secret), warning=f"{what} can be read by everyone" if readable else "")
