"""The web configuration: what exporter-toolkit takes is taken, or refused with a sentence."""

import shutil
import ssl
import stat
import subprocess
from pathlib import Path

import bcrypt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from exporters.tls import tls_faults
from monitor.model.web import ClientCertificates, TlsVersion, WebConfig
from monitor.sources.problem import ConfigError
from monitor.sources.web_config import load_web_config, read_web_config
from monitor.sources.web_fields import CIPHERS, TLS13_CIPHERS
from tests.certificates import DAY, NOW, authority, client, key_pem, server

HASH = "$2y$10$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPze"
SAMPLE = f"""\
# TLS and basic authentication configuration example.
tls_server_config:
  cert_file: server.crt
  key_file: server.key

basic_auth_users:
  alice: {HASH}
  bob: $2y$10$hLqFl9jSjoAAy95Z/zw8Ye8wkdMBM8c5Bn1ptYqP/AXyV0.oy0S8m
"""
EVERYTHING = f"""\
tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ca.crt
  client_allowed_sans: [prometheus.kota.go.id, 10.1.2.3]
  min_version: TLS12
  max_version: TLS12
  cipher_suites:
  - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  prefer_server_cipher_suites: false
  curve_preferences: [CurveP384]
http_server_config:
  http2: false
  headers:
    Strict-Transport-Security: max-age=31536000; includeSubDomains
    X-Content-Type-Options: nosniff
    X-Frame-Options: sameorigin
    X-XSS-Protection: "0"
    Content-Security-Policy: default-src 'self'
basic_auth_users: {{alice: {HASH}}}
"""


def write(folder: Path, text: str) -> Path:
    """Write a web configuration beside the files that it may name."""
    server().write(folder, "server")
    client().write(folder, "client")
    (folder / "ca.crt").write_text(authority().certificate)
    path = folder / "web.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def load(folder: Path, text: str) -> WebConfig:
    """Load a configuration that there is nothing to say against."""
    config, warnings = load_web_config(write(folder, text), tls_faults)
    assert warnings == ()
    return config


def said(folder: Path, text: str) -> str:
    """Load a configuration that cannot be used, and return the report."""
    with pytest.raises(ConfigError) as caught:
        load_web_config(write(folder, text), tls_faults)
    return str(caught.value)


def test_the_sample_of_exporter_toolkit_is_taken(tmp_path: Path) -> None:
    config = load(tmp_path, SAMPLE)
    assert config.tls is not None
    assert config.tls.certificate == server().certificate
    assert config.tls.key.reveal() == server().key
    assert {name: one.reveal()[:6] for name, one in config.users.items()} == {
        "alice": "$2y$10", "bob": "$2y$10",
    }  # fmt: skip
    assert config.asks_who


def test_every_key_is_taken(tmp_path: Path) -> None:
    config = load(tmp_path, EVERYTHING)
    tls = config.tls
    assert tls is not None
    assert tls.clients is ClientCertificates.REQUIRED
    assert tls.client_ca == authority().certificate
    assert tls.allowed_sans == {"prometheus.kota.go.id", "10.1.2.3"}
    assert (tls.oldest, tls.newest) == (TlsVersion.TLS12, TlsVersion.TLS12)
    assert tls.ciphers == ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384")
    assert (tls.prefers_own_ciphers, tls.curve) == (False, "secp384r1")
    assert config.headers == {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "sameorigin",
        "X-XSS-Protection": "0",
        "Content-Security-Policy": "default-src 'self'",
    }


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
@pytest.mark.parametrize("text", [SAMPLE, EVERYTHING.replace("  client_allowed_sans", "  #")])
def test_promtool_takes_the_same_files(tmp_path: Path, text: str) -> None:
    # The sans are left out: promtool 2.42 is older than they are.
    path = write(tmp_path, text)
    load_web_config(path, tls_faults)
    done = subprocess.run(
        ["promtool", "check", "web-config", str(path)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_certificate_and_key_may_stand_in_the_file_itself(tmp_path: Path) -> None:
    def indented(pem: str) -> str:
        return "|\n" + "".join(f"    {line}\n" for line in pem.splitlines())

    config = load(
        tmp_path,
        f"tls_server_config:\n  cert: {indented(server().certificate)}"
        f"  key: {indented(server().key)}",
    )
    assert config.tls is not None
    assert config.tls.certificate == server().certificate


def test_certificate_and_key_may_be_one_file(tmp_path: Path) -> None:
    (tmp_path / "both.pem").write_text(server().certificate + server().key)
    (tmp_path / "both.pem").chmod(0o600)
    tls = "tls_server_config: {cert_file: both.pem, key_file: both.pem}\n"
    assert load(tmp_path, tls).tls is not None


def test_users_need_no_tls(tmp_path: Path) -> None:
    config = load(tmp_path, f"basic_auth_users: {{alice: {HASH}}}\n")
    assert (config.tls, list(config.users)) == (None, ["alice"])


def test_a_key_is_in_nothing_that_prints(tmp_path: Path) -> None:
    config = load(tmp_path, SAMPLE)
    assert "PRIVATE" not in repr(config)
    assert HASH not in repr(config)


TLS = "tls_server_config: {cert_file: server.crt, key_file: server.key, "


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("# nothing yet\n", "is empty"),
        ("- a list\n", "is not a mapping"),
        (
            "basic_auth_userz: {}\n",
            "unknown key “basic_auth_userz”; did you mean basic_auth_users?",
        ),
        (
            "tls_server_config: {min_version: TLS12}\n",
            "has no cert_file; add  cert_file: server.crt",
        ),
        ("tls_server_config: {cert_file: server.crt}\n", "has no key_file"),
        ("tls_server_config: {cert_file: no.crt, key_file: server.key}\n", "does not exist"),
        ("tls_server_config: {cert_file: ., key_file: server.key}\n", "names no file with PEM"),
        (
            "tls_server_config: {cert_file: web.yaml, key_file: server.key}\n",
            "holds no certificate",
        ),
        ("tls_server_config: {cert_file: server.crt, key_file: ca.crt}\n", "holds no private key"),
        (
            "tls_server_config: {cert_file: server.crt, key_file: client.key}\n",
            "tls_server_config.key_file does not belong to the certificate",
        ),
        (TLS + "cert: x}\n", "is given twice"),
        (TLS + "client_auth_type: Always}\n", "use one of NoClientCert, VerifyClientCertIfGiven"),
        (
            TLS + "client_auth_type: RequireAndVerifyClientCer}\n",
            "write RequireAndVerifyClientCert",
        ),
        (TLS + "client_auth_type: RequestClientCert}\n", "without verifying them, which Python's"),
        (TLS + "client_auth_type: RequireAnyClientCert}\n", "write RequireAndVerifyClientCert or"),
        (TLS + "client_auth_type: RequireClientCert}\n", "without verifying them"),
        (TLS + "client_auth_type: VerifyClientCertIfGiven}\n", "of any public authority"),
        (TLS + "client_ca_file: ca.crt}\n", "an authority for certificates it never asks for"),
        (
            TLS + "client_auth_type: RequireAndVerifyClientCert, client_ca_file: server.key}\n",
            "client_ca_file holds no certificate",
        ),
        (TLS + "client_allowed_sans: [a]}\n", "is of certificates that nobody need show"),
        (
            TLS + "client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt,"
            " client_allowed_sans: []}\n",
            "lets nobody in",
        ),
        (TLS + "min_version: TLS10}\n", "no longer speaks; write TLS12 or TLS13"),
        (TLS + "min_version: SSL3}\n", "use one of TLS12, TLS13"),
        (TLS + "min_version: TLS13, max_version: TLS12}\n", "leaves no version of TLS"),
        (
            TLS + "max_version: TLS12, cipher_suites: [TLS_AES_128_GCM_SHA256]}\n",
            "leaves no version of TLS",
        ),
        (TLS + "cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]}\n", "none of the known cipher suites"),
        (TLS + "cipher_suites: [AES]}\n", "write a name that Go's tls.CipherSuites lists"),
        (TLS + "curve_preferences: [CurveP256, X25519]}\n", "can be held to one only"),
        (TLS + "curve_preferences: [CurveP255]}\n", "write CurveP256"),
        ("http_server_config: {headers: {X-Frame-Options: no}}\n", "use one of deny, sameorigin"),
        ("http_server_config: {headers: {X-Content-Type-Options: x}}\n", "use one of nosniff"),
        ("http_server_config: {headers: {Server: x}}\n", "unknown key “Server”"),
        ('http_server_config: {headers: {X-XSS-Protection: ""}}\n', "is no value of a header"),
        ("http_server_config: {http2: perhaps}\n", "neither true nor false"),
        ("basic_auth_users: {alice: secret}\n", "basic_auth_users.alice is no bcrypt hash"),
        (f"basic_auth_users: {{alice: $2b$04${'N' * 22}{'x' * 31}}}\n", "is no bcrypt hash"),
        (f"basic_auth_users: {{'a:b': {HASH}}}\n", "is no user name"),
        ("rate_limit: {interval: 1s, burst: 20}\n", "rate_limit is not offered here"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(tmp_path: Path, text: str, sentence: str) -> None:
    report = said(tmp_path, text)
    assert sentence in report
    assert str(tmp_path / "web.yaml") in report
    assert "secret" not in report


def test_all_problems_are_in_one_report(tmp_path: Path) -> None:
    report = said(
        tmp_path,
        "tls_server_config: {cert_file: no.crt, key_file: no.key, max_version: TLS99}\n"
        "basic_auth_users: {alice: x}\nhttp_server_config: {http3: true}\n",
    )
    for what in ("cert_file", "key_file", "max_version", "alice", "http3"):
        assert what in report


@pytest.mark.parametrize("name", [*CIPHERS, *TLS13_CIPHERS])
def test_every_cipher_suite_that_go_offers_is_known_to_openssl(tmp_path: Path, name: str) -> None:
    tls = load(tmp_path, TLS + f"cipher_suites: [{name}]}}\n").tls
    assert tls is not None
    assert (tls.oldest is TlsVersion.TLS13) == (name in TLS13_CIPHERS)


@pytest.mark.parametrize("curve", ["CurveP256", "CurveP384", "CurveP521"])
def test_every_curve_of_nist_can_be_the_one(tmp_path: Path, curve: str) -> None:
    assert load(tmp_path, TLS + f"curve_preferences: [{curve}]}}\n").tls is not None


def test_a_curve_can_be_the_one_if_this_machine_knows_it_and_else_that_is_said(
    tmp_path: Path,
) -> None:
    text = TLS + "curve_preferences: [X25519]}\n"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).set_ecdh_curve("X25519")
    except (ValueError, ssl.SSLError):
        with pytest.raises(ConfigError, match="not known to this machine's OpenSSL"):
            load(tmp_path, text)
    else:
        assert load(tmp_path, text).tls is not None


def test_a_key_with_a_pass_phrase_is_refused_and_nobody_asked_for_it(tmp_path: Path) -> None:
    path = write(tmp_path, SAMPLE)
    (tmp_path / "server.key").write_text(key_pem(ec.generate_private_key(ec.SECP256R1()), "open"))
    file = read_web_config(path, tls_faults)
    assert "has a pass phrase, which nobody is there to type" in str(file.problems[0])


def test_a_certificate_that_has_ended_is_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path, SAMPLE)
    authority().server(until=NOW - DAY).write(tmp_path, "server")
    config, [warning] = load_web_config(path, tls_faults)
    assert config.tls is not None
    assert f"ended on {(NOW - DAY).date().isoformat()}" in str(warning)


def test_what_everyone_can_read_is_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path, SAMPLE)
    for name in ("web.yaml", "server.key"):
        (tmp_path / name).chmod(stat.S_IRUSR | stat.S_IROTH)
    _, warnings = load_web_config(path, tls_faults)
    assert [warning.path for warning in warnings] == [
        "tls_server_config.key_file", "basic_auth_users",
    ]  # fmt: skip


def test_http_2_that_is_asked_for_is_said_not_to_be_spoken(tmp_path: Path) -> None:
    path = write(tmp_path, SAMPLE + "http_server_config: {http2: true}\n")
    _, [warning] = load_web_config(path, tls_faults)
    assert "is not spoken here; write false" in str(warning)


def test_a_hash_that_takes_long_is_a_warning(tmp_path: Path) -> None:
    hashed = bcrypt.hashpw(b"x", bcrypt.gensalt(4)).decode().replace("$04$", "$20$")
    path = write(tmp_path, f"basic_auth_users: {{alice: {hashed}}}\n")
    _, [warning] = load_web_config(path, tls_faults)
    assert "takes a second or more" in str(warning)


def test_it_says_which_files_it_rests_on_although_something_is_wrong(tmp_path: Path) -> None:
    path = write(tmp_path, "tls_server_config: {cert_file: no.crt, key_file: server.key, x: y}\n")
    file = read_web_config(path, tls_faults)
    assert file.config is None
    assert file.files == {path, tmp_path / "no.crt", tmp_path / "server.key"}
