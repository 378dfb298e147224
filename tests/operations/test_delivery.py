"""An alert from a link that comes up to a webhook, through everything as it is delivered."""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen

import pytest

from tests.fakes import router
from tests.loopback import free_port, running_agent, write_config
from tests.operations.alerting import alerting, is_installed, webhook

_LIMIT_S = 240.0

pytestmark = pytest.mark.skipif(not is_installed(), reason="Alertmanager is not installed")


@contextmanager
def _daemon(config: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "monitor", "run", "--config", str(config)]
    process = Popen(command, stderr=DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _eventually(is_so: Callable[[], bool], what: str) -> None:
    deadline_s = time.monotonic() + _LIMIT_S
    while time.monotonic() < deadline_s:
        if is_so():
            return
        time.sleep(0.2)
    raise AssertionError(f"{what} never came")


def test_a_rogue_link_reaches_the_pager_and_resolves_when_it_is_gone(tmp_path: Path) -> None:
    http = free_port(socket.SOCK_STREAM)
    rogue = ("OpdRogueLinkProven", "r1")
    with running_agent(router()) as agent, webhook() as hook:
        config = write_config(tmp_path, agent.port, http)
        config.write_text(
            config.read_text().replace("proof_window: 1", "proof_window: 1, clear_polls: 2")
        )
        with _daemon(config), alerting(tmp_path, f"127.0.0.1:{http}", hook):
            agent.show(router(foreign=True))
            _eventually(lambda: rogue in hook.names("pager", "firing"), "the alert")
            assert not hook.names("pager", "resolved")
            agent.show(router())
            _eventually(lambda: rogue in hook.names("pager", "resolved"), "its end")
    labels = next(labels for _, _, labels in hook.told if labels["alertname"] == rogue[0])
    assert labels["severity"] == "critical"
    assert (labels["agency"], labels["subject"]) == ("dinkes", "wan2")
    assert len(labels["id"]) == 10
    assert (labels["agency_name"], labels["site_name"]) == ("Dinas Kesehatan", "Puskesmas Kota")
    texts = hook.texts[rogue[0]]
    assert texts["link"] == f"http://127.0.0.1:{http}/findings/{labels['id']}"
    assert texts["runbook_url"] == f"http://127.0.0.1:{http}/runbooks/{rogue[0]}"
    assert "wan2 pada r1 (Dinas Kesehatan, Puskesmas Kota)" in texts["uraian"]


def test_a_daemon_that_is_gone_is_told_of_and_its_findings_are_not_said_to_be_over(
    tmp_path: Path,
) -> None:
    http = free_port(socket.SOCK_STREAM)
    rogue = ("OpdRogueLinkProven", "r1")
    with running_agent(router(foreign=True)) as agent, webhook() as hook:
        config = write_config(tmp_path, agent.port, http)
        with alerting(tmp_path, f"127.0.0.1:{http}", hook, waits={"for: 3m": "for: 5s"}):
            with _daemon(config):
                _eventually(lambda: rogue in hook.names("pager", "firing"), "the alert")
            absent = ("OpdDaemonAbsent", "")
            _eventually(lambda: absent in hook.names("pager", "firing"), "word of the daemon")
            assert rogue not in hook.names("pager", "resolved")
