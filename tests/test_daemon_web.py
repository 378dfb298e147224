"""The whole daemon under a web configuration, in a process of its own, asked by real clients."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.certificates import authority, replace
from tests.exporters.web_lab import LIMIT_S, PASSWORD, hashed, trusting
from tests.loopback import COMMUNITY, free_port, silent_port, write_config
from tests.sources.test_web_config import write

ROOT = Path(__file__).parents[1]
LOGIN = {"Authorization": aiohttp.encode_basic_auth("alice", PASSWORD)}
Answer = tuple[int, str]


def web_config(password: str = PASSWORD, more: str = "") -> str:
    return (
        "tls_server_config: {cert_file: server.crt, key_file: server.key}\n"
        f"basic_auth_users: {{alice: {hashed(password).reveal()}}}\n{more}"
    )


class Daemon:
    """A daemon that runs, and a client of it."""

    def __init__(self, port: int, log: Path, config: Path, process: Process) -> None:
        self._url = f"https://127.0.0.1:{port}"
        self._log, self._config, self.process = log, config, process

    @property
    def log(self) -> str:
        return self._log.read_text()

    async def ask(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None
    ) -> Answer:
        connector = aiohttp.TCPConnector(ssl=trusting())
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.request(method, self._url + path, headers=headers or LOGIN) as answer,
        ):
            return answer.status, await answer.text()

    async def health(self) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "monitor", "health", "--config", str(self._config)]
        return await asyncio.to_thread(
            subprocess.run, words, cwd=ROOT, capture_output=True, text=True, check=False
        )

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not holds():
                assert self.process.returncode is None, self.log
                await asyncio.sleep(0.05)


@asynccontextmanager
async def running(folder: Path, *words: str) -> AsyncIterator[Daemon]:
    port = free_port(socket.SOCK_STREAM)
    log = folder / "log"
    with silent_port() as silent:
        config = write_config(folder, silent, port)
        command = [sys.executable, "-m", "monitor", "run", "--config", str(config), *words]
        web = {"OPD_MONITOR_WEB_CONFIG": str(write(folder, web_config()))}
        with log.open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env={**os.environ, **web}, stdout=out, stderr=out
            )
        daemon = Daemon(port, log, config, process)
        try:
            await daemon.until(lambda: f"Look at https://127.0.0.1:{port}/" in daemon.log)
            yield daemon
        finally:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), LIMIT_S)
            except TimeoutError:
                process.kill()


def test_it_is_reloaded_over_https_by_who_has_a_password(tmp_path: Path) -> None:
    async def use() -> None:
        async with running(tmp_path, "--web.enable-lifecycle") as daemon:
            assert (await daemon.ask("/metrics", headers={"X": "y"}))[0] == 401
            status, text = await daemon.ask("/-/reload", "POST")
            assert (status, text) == (
                200,
                "The configuration was reloaded. Devices that are polled: 1.\n",
            )

            registry = tmp_path / "registry.yaml"
            good = registry.read_text()
            replace(registry, good.replace("site: puskesmas, role", "site: nowhere, role"))
            status, text = await daemon.ask("/-/reload", "PUT")
            assert status == 500
            assert "registry.yaml:" in text
            assert "“nowhere”" in text
            assert COMMUNITY not in text
            metrics = (await daemon.ask("/metrics"))[1]
            assert "opd_registry_last_load_successful 0.0" in metrics

            replace(registry, good)
            daemon.process.send_signal(signal.SIGHUP)
            again = "The configuration was reloaded"
            await daemon.until(lambda: daemon.log.count(f"INFO {again}") == 2)
            assert (await daemon.ask("/-/reload"))[0] == 405
        assert daemon.process.returncode == 0
        assert "'alice' asks over HTTP" in daemon.log
        assert "WARNING" not in daemon.log

    asyncio.run(use())


def test_password_and_certificate_are_changed_while_it_runs(tmp_path: Path) -> None:
    async def use() -> None:
        async with running(tmp_path) as daemon:
            assert (await daemon.ask("/-/reload", "POST"))[0] == 403
            path = tmp_path / "web.yaml"
            replace(path, web_config("new"))
            assert (await daemon.ask("/metrics"))[0] == 401
            new = {"Authorization": aiohttp.encode_basic_auth("alice", "new")}
            assert (await daemon.ask("/metrics", headers=new))[0] == 200

            replace(path, web_config("newer", "junk: 1\n"))
            _, metrics = await daemon.ask("/metrics", headers=new)
            assert "opd_web_config_last_load_successful 0.0" in metrics
            assert 'opd_web_requests_refused_total{reason="credentials"} 1.0' in metrics
            assert "opd_web_connections 1.0" in metrics
            _, page = await daemon.ask("/?lang=id", headers=new)
            assert "konfigurasi web" in page
            assert "unknown key “junk”" in daemon.log

            replace(path, web_config("newer"))
            authority().server().write(tmp_path, "server")
            newer = {"Authorization": aiohttp.encode_basic_auth("alice", "newer")}
            _, metrics = await daemon.ask("/metrics", headers=newer)
            assert "opd_web_config_last_load_successful 1.0" in metrics
        assert daemon.process.returncode == 0

    asyncio.run(use())


def test_its_health_is_told_without_a_password_whatever_is_being_edited(tmp_path: Path) -> None:
    async def use() -> None:
        async with running(tmp_path) as daemon:
            assert (await daemon.ask("/-/healthy", headers={"X": "y"}))[0] == 401
            async with asyncio.timeout(LIMIT_S):
                while (done := await daemon.health()).returncode:
                    assert "is starting" in done.stderr
            assert done.stdout == "The daemon is at work.\n"
            config = tmp_path / "monitor.yaml"
            replace(config, config.read_text() + "junk: 1\n")
            assert (await daemon.health()).returncode == 0
        done = await daemon.health()
        assert done.returncode == 1
        assert "no daemon answers at" in done.stderr

    asyncio.run(use())
