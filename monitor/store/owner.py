"""
Whose rights a store is opened with, and which files beside it are.

Whoever the daemon runs as may put anything into the folder of its store. SQLite opens the files
beside a database through links, and what root opens so it gives to the database's owner; looking
before does not help, since what was looked at can be exchanged. So root goes on as the owner of
the first thing on the way that is not root's, for good: it can then spoil nothing that this one
could not spoil alone.

It keeps one right, to look into every folder and file (CAP_DAC_READ_SEARCH of capabilities(7)):
systemd puts the store of a `DynamicUser=` below a folder that only root can enter, and a command
still has files to read that were named by who called it.
"""

import ctypes
import os
import stat
from pathlib import Path
from typing import Final

from monitor.store.errors import StoreError

COMPANIONS: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by what is added to its name."""
_MOST_STEPS: Final = 256
"""More than the links and folders of any path; links in a circle end there."""
# capset(2) and linux/capability.h: version 3 takes two sets of 32 bits each.
_CAPABILITY_VERSION: Final = 0x20080522
_DAC_READ_SEARCH: Final = 1 << 2


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


def become_owner(path: Path) -> None:
    """
    Where root runs this, go on as whoever has a say in the way to `path`; raises `StoreError`.

    The real user stays root, so that the name of who logged in can still be told.
    """
    owner = owner_on_the_way(path) if os.geteuid() == 0 else None
    if owner is None:
        return
    user, group = owner
    try:
        os.setgroups([group])
        os.setegid(group)
        os.seteuid(user)
    except OSError as error:
        raise StoreError(
            f"{path} is not root's, and this may not become the user {user} whose it is"
            f" ({error.strerror}): run this as that user."
        ) from error
    _keep_looking()


def owner_on_the_way(path: Path) -> tuple[int, int] | None:
    """Return user and group of the first folder, link or file towards `path` that is not root's."""
    here = Path("/")
    left = list(reversed(Path(os.path.abspath(path)).parts[1:]))  # noqa: PTH100 - links stay
    for _ in range(_MOST_STEPS):
        if not left:
            return None
        step = here / left.pop()
        try:
            status = step.lstat()
        except OSError:
            return None
        if status.st_uid != 0:
            return status.st_uid, status.st_gid
        if stat.S_ISLNK(status.st_mode):
            # As the kernel does: `..` in a link goes up from where it leads to.
            target = step.readlink()
            here = Path("/") if target.is_absolute() else here
            left += reversed(target.parts[1:] if target.is_absolute() else target.parts)
        else:
            here = step.parent.parent if step.name == ".." else step
    return None


def require_plain(path: Path) -> None:
    """Refuse a store beside which something lies under its files' names that is not theirs."""
    for suffix in COMPANIONS:
        beside = path.with_name(path.name + suffix)
        try:
            status = beside.lstat()
        except FileNotFoundError:
            continue
        if not is_plain(status):
            raise no_plain_file(beside)


def is_plain(status: os.stat_result) -> bool:
    """Whether it is a file, and has no other name under which it may be somebody else's."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def no_plain_file(path: Path) -> StoreError:
    """Say that something else lies where a file of the store belongs."""
    return StoreError(
        f"{path} is no plain file, but a link, a file with a second name, or something else:"
        " nothing was written. Find out who put it there, then remove it."
    )


def _keep_looking() -> None:
    """Keep the right to read what others cannot, and no other; where root had it at all."""
    library = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(_CAPABILITY_VERSION, 0), (_Sets * 2)()
    if library.capget(ctypes.byref(header), sets):
        return
    sets[0].permitted &= _DAC_READ_SEARCH
    sets[0].effective = sets[0].permitted
    sets[0].inheritable = 0
    sets[1] = _Sets()
    library.capset(ctypes.byref(header), sets)
