"""
`make run` as the README promises it: `python3 -m tests.demo [a variable for make ...]`.

It is started as from a terminal, until its page answers and the first finding is flagged; then
Ctrl-C, which reaches every process of the terminal, must end it within seconds, with no error in
what it said, and leave neither a process nor a file behind. Takes about a minute, and needs nothing
but Python and make.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

T = TypeVar("T")

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = "http://127.0.0.1:10190/"
START_S: Final = 300.0
"""The first start makes the virtual environment, and fetches what goes into it."""
FLAGGED_S: Final = 120.0
END_S: Final = 20.0
_PAUSE_S: Final = 0.5
_ERRORS: Final = ("Traceback", " ERROR ", " CRITICAL ", "Task was destroyed", "never awaited")


class BrokenPromiseError(Exception):
    """What the README says of `make run` does not hold."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="opd-monitor-demo-check-") as name:
        folder = Path(name)
        log = folder / "log"
        try:
            print(_performed(folder, log, sys.argv[1:]))
        except BrokenPromiseError as error:
            said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
            sys.exit(f"{said}\nmake run: {error}")


def _performed(folder: Path, log: Path, variables: list[str]) -> str:
    if _answer("") is not None:
        raise BrokenPromiseError(f"something else answers at {PAGE} already: end it first")
    temporary = folder / "tmp"
    temporary.mkdir()
    begun_s = time.monotonic()
    with log.open("wb") as out:
        # A background process of a shell would ignore Ctrl-C, and so would all that it starts.
        demo = subprocess.Popen(
            ["env", "--default-signal=INT", "make", "run", *variables],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "TMPDIR": str(temporary)},
        )
    try:
        _await(demo, "its page answers", lambda: _answer("") is not None, START_S)
        answers_s = time.monotonic() - begun_s
        finding = _await(demo, "something is flagged", _flagged, FLAGGED_S)
        flagged_s = time.monotonic() - begun_s
        _shown_elsewhere(log)
        os.killpg(demo.pid, signal.SIGINT)
        interrupted_s = time.monotonic()
        _ended(demo)
    finally:
        if _members(demo.pid):
            os.killpg(demo.pid, signal.SIGKILL)
        demo.wait()
    end_s = time.monotonic() - interrupted_s
    _left_nothing(temporary, log)
    return (
        f"make run: the page answered after {answers_s:.0f} s, flagged after {flagged_s:.0f} s: "
        f"{finding}; ended {end_s:.1f} s after Ctrl-C, and left nothing"
    )


def _shown_elsewhere(log: Path) -> None:
    """Run the command that it prints for another terminal, and a person's word the same way."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    command = next((line.strip() for line in lines if "STATE_DIRECTORY=" in line), "")
    told = json.loads(_elsewhere(f"{command} --json"))["findings"]
    if not told:
        raise BrokenPromiseError(f"nothing is flagged by the command it prints: {command}")
    verify = f"verify {told[0]['id']} --who demo --note seen"
    _elsewhere(command.replace(" findings ", f" findings {verify} "))


def _elsewhere(command: str) -> str:
    done = subprocess.run(
        ["sh", "-c", command], cwd="/", capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode or not command:
        raise BrokenPromiseError(f"{command!r} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def _flagged() -> str | None:
    answer = _answer("api/v1/findings")
    findings = json.loads(answer)["findings"] if answer else []
    return next((str(one["key"]) for one in findings if one["state"] == "open"), None)


def _answer(path: str) -> bytes | None:
    try:
        with urlopen(PAGE + path, timeout=5) as answer:
            return bytes(answer.read())
    except (URLError, OSError):
        return None


def _await(
    demo: subprocess.Popen[bytes], what: str, look: Callable[[], T | None], limit_s: float
) -> T:
    end_s = time.monotonic() + limit_s
    while time.monotonic() < end_s:
        if demo.poll() is not None:
            raise BrokenPromiseError(f"it ended by itself, with {demo.returncode}")
        found = look()
        if found:
            return found
        time.sleep(_PAUSE_S)
    raise BrokenPromiseError(f"{limit_s:.0f} s were not enough until {what}")


def _ended(demo: subprocess.Popen[bytes]) -> None:
    end_s = time.monotonic() + END_S
    while demo.poll() is None or _members(demo.pid):
        if time.monotonic() > end_s:
            left = ", ".join(_members(demo.pid))
            raise BrokenPromiseError(f"{END_S:.0f} s after Ctrl-C there still is: {left}")
        time.sleep(_PAUSE_S / 5)
    # make ends as whoever was interrupted does, or with its own 2.
    if demo.returncode not in (0, 2, 130, -signal.SIGINT):
        raise BrokenPromiseError(f"after Ctrl-C it ended with {demo.returncode}")


def _members(session: int) -> list[str]:
    """List what runs in a session, by the kernel's own words (proc_pid_stat(5))."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")
        except OSError:
            # It ended meanwhile.
            continue
        state, _, _, its_session, *_ = tail.split()
        if int(its_session) == session and state not in "ZX":
            found.append(f"{head})")
    return found


def _left_nothing(temporary: Path, log: Path) -> None:
    left = [path.name for path in temporary.iterdir()]
    if left:
        raise BrokenPromiseError(f"it left in its folder for temporary files: {', '.join(left)}")
    if _answer("") is not None:
        raise BrokenPromiseError(f"something still answers at {PAGE}")
    said = log.read_text(encoding="utf-8", errors="replace")
    errors = [line for line in said.splitlines() if any(sign in line for sign in _ERRORS)]
    if errors:
        raise BrokenPromiseError(f"it said an error: {errors[0]}")


if __name__ == "__main__":
    main()
