"""
The monitor beside a simulated city: a process of its own, as in earnest, in the same terminal.

Ctrl-C reaches every process of a terminal's foreground group. While Python starts, that would end
the child with a traceback, so the child begins with the signal ignored, until the daemon has its
own handler; meanwhile, and whenever the signal reached us alone, it is told to end by SIGTERM.
"""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path

_GRACE_S = 5.0
_UNINTERRUPTED = ("/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh")
"""The shell becomes the program that follows; signals that it ignores stay ignored."""


async def start(config: Path, environment: Mapping[str, str]) -> Process:
    """Start `opd-monitor run` with a configuration and the whole environment that it gets."""
    return await asyncio.create_subprocess_exec(
        *_UNINTERRUPTED,
        sys.executable,
        "-m",
        "monitor",
        "run",
        "--config",
        str(config),
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
    )


async def stop(process: Process) -> None:
    """End the daemon: politely, and after a while by force."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _GRACE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
