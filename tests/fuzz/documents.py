"""YAML that a person writes: it is loaded, or what is wrong with it is told in sentences."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import strategies as st

from monitor.sources.problem import ConfigError
from monitor.sources.yaml_files import load_all
from tests.fuzz.strategies import edited
from tests.sources.test_yaml_faults import PIECES

_CONFIG = Path(__file__).resolve().parents[2] / "config"
_GOOD = {
    "monitor.yaml": b"""\
timezone: Asia/Jakarta
language: id
listen: 127.0.0.1:10190
profiles:
  default: {version: 2c, community: env:K}
  aman: &aman {version: 3, user: m, auth: sha-256, auth_secret: env:K, priv: aes-128,
    priv_secret: env:K}
  lama: {<<: *aman, check_time_window: false}
intervals: {fast_s: 60, slow_s: 15m}
calendar: {working_hours: "07:30-16:00", working_days: [mon, tue], holidays: [2026-12-25]}
rules: {disabled: [provider-name]}
retention: {history_days: 365}
""",
    "registry.yaml": b"""\
network:
  as_numbers: [64512]
  prefixes: [10.0.0.0/8, "2001:db8:100::/40"]
  gateways: [{address: 10.0.0.1, mac: "00:00:5e:00:53:01", name: pe-1}]
agencies:
  - {code: kominfo, name: Dinas Kominfo}
  - {code: dinkes, name: Dinas Kesehatan, obliged: true}
sites:
  - {code: noc, agency: kominfo, name: NOC}
  - {code: puskesmas, agency: dinkes, name: "Puskesmas: Kota", prefixes: [10.20.0.0/24]}
devices:
  - &r1 {name: r1, address: 10.20.0.1, site: puskesmas, role: router}
  - {<<: *r1, name: r2, address: 10.20.0.2}
circuits:
  - contract: K-1
    provider: Telkom
    site: puskesmas
    match: [{device: r1, interface: ether1}]
    from: 2026-01-01
waivers:
  - {letter: 555/17, approver: Sekda, reason: cadangan, site: puskesmas, from: 2026-01-01,
     until: 2026-12-31, subject: {device: r1, interface: wwan0}}
maintenance: [{site: puskesmas, from: 2026-01-01 08:00, until: 2026-01-01 10:00, reason: kabel}]
""",
    "providers.yaml": b"""\
date: 2026-06-30
providers: [{name: Telkom, patterns: [telkom], as_numbers: [7713]}]
""",
    "oui.yaml": b"classes: {cpe: {vendors: [raisecom]}}\n",
}  # fmt: skip
_PIECES = [piece.encode() for piece in PIECES]
STRATEGY = st.sampled_from(sorted(_GOOD)).flatmap(
    lambda name: st.tuples(st.just(name), edited([_GOOD[name]], _PIECES))
)


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="opd-fuzz-"))


def check(document: tuple[str, bytes]) -> None:
    """Load the files, of which one is edited."""
    edited_name, octets = document
    folder = _folder()
    for name, good in _GOOD.items():
        (folder / name).write_bytes(octets if name == edited_name else good)
    error = _refusal(folder / "monitor.yaml")
    if error is not None:
        assert error.problems
        assert "a secret word" not in str(error)


def _refusal(path: Path) -> ConfigError | None:
    try:
        load_all(path, environ={"K": "a secret word"})
    except ConfigError as error:
        return error
    return None
