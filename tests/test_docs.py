"""What the documents say is what the program does."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from exporters.tls import tls_faults
from monitor.cli import app
from monitor.commands.signals_page import as_markdown
from monitor.sources.web_config import load_web_config

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documents are not beside the tests")
def test_the_page_of_signals_is_what_the_rules_say() -> None:
    assert (ROOT / "docs" / "signals.md").read_text(encoding="utf-8") == as_markdown()


@pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="README.md is not beside the tests")
def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [command.name for command in app.registered_commands]
    assert names
    for name in names:
        assert f"| `{name}" in text


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documents are not beside the tests")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_commands_of_the_web_page_make_what_its_configuration_names(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "web.md").read_text(encoding="utf-8")
    [commands] = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    subprocess.run(["sh", "-euc", commands], cwd=tmp_path, check=True, capture_output=True)
    web, prometheus = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "web.yaml"
    path.write_text(web, encoding="utf-8")
    path.chmod(0o600)
    config, warnings = load_web_config(path, tls_faults)
    assert warnings == ()
    assert config.asks_who
    # As Python's clients verify from 3.13 on.
    for trusted, verified in (("server", "server"), ("ca", "prometheus")):
        strictly = ["openssl", "verify", "-x509_strict", "-CAfile", f"{trusted}.crt"]
        subprocess.run(
            [*strictly, f"{verified}.crt"], cwd=tmp_path, check=True, capture_output=True
        )
    if shutil.which("promtool"):
        path = tmp_path / "prometheus.yml"
        path.write_text(prometheus, encoding="utf-8")
        (tmp_path / "opd-monitor.password").write_text("x")
        subprocess.run(["promtool", "check", "config", path], check=True, capture_output=True)
