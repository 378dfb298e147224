"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """Return the version of the installed program."""
    try:
        return version("opd-monitor")
    except PackageNotFoundError:
        return "unknown"
