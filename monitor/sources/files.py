"""
Reading a configuration file from disk, or saying in one sentence why not.

A file is looked at before it is opened: a folder, a device or a pipe in a file's place must not
hang the start-up, nor a file of gigabytes fill the memory.
"""

import errno
import stat
from pathlib import Path

from monitor.sources.document import Document, parse
from monitor.sources.problem import Problem

MAX_FILE_BYTES = 32 * 1024 * 1024
_SUFFIXES = frozenset({".yaml", ".yml"})


def read(path: Path) -> Document:
    """Read and parse one file. A document without data carries the problem."""
    file = str(path)
    try:
        status = path.stat()
        fault = _fault(status.st_mode, status.st_size)
        raw = b"" if fault else path.read_bytes()
    except FileNotFoundError:
        return _failed(file, "does not exist", "make it, or mend the path that names it")
    except OSError as error:
        return _failed(file, *_unread(error))
    except ValueError:
        return _failed(file, "is not a path", "write a path without control characters")
    if fault:
        return _failed(file, *fault)
    document = _decoded(file, raw)
    document.world_readable = bool(status.st_mode & stat.S_IROTH)
    return document


def read_folder(path: Path) -> list[Document]:
    """Read a file, or every `*.yaml` of a folder in the order of their names."""
    try:
        if not path.is_dir():
            return [read(path)]
        entries = sorted(path.iterdir())
    except OSError as error:
        return [_failed(str(path), *_unread(error))]
    except ValueError:
        return [read(path)]
    named = [item for item in entries if item.suffix in _SUFFIXES and item.name[0] != "."]
    if not named:
        hint = "put a registry.yaml into it, or name the file itself"
        return [_failed(str(path), "is a folder without a *.yaml file", hint)]
    return [read(item) for item in named]


def _unread(error: OSError) -> tuple[str, str]:
    """Say why the system does not let a file be read, and what would help."""
    message = f"cannot be read: {error.strerror or 'unknown reason'}"
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return message, "raise LimitNOFILE= of the service: it has no file left to open"
    return message, "let the daemon's user read it"


def _fault(mode: int, size: int) -> tuple[str, str] | None:
    if stat.S_ISDIR(mode):
        return "is a folder", "name the file in it"
    if not stat.S_ISREG(mode):
        return "is not a file", "name a file with YAML in it"
    if size > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 1024 // 1024} MiB"
        return f"is larger than {limit}", "name the right file, or spread it over a folder"
    return None


def _decoded(file: str, raw: bytes) -> Document:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem(file, line, "", "is not UTF-8 text", "save it with the encoding UTF-8")
        return Document(file, problems=[problem])
    document = parse(file, text)
    if document.data is None and not document.problems:
        document.problems.append(Problem(file, 0, "", "is empty", "copy the delivered example"))
    return document


def _failed(file: str, message: str, hint: str) -> Document:
    return Document(file, problems=[Problem(file, 0, "", message, hint)])
