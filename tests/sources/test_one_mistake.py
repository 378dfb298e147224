"""One mistake is one problem, however much of the registry leans on what it spoilt."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.sources.yaml_files import ConfigError, load_all, load_registry
from tests.scenes import NOW

SITES = 126
GOOD = (
    "network: {prefixes: [10.0.0.0/8]}\n"
    "agencies:\n" + "".join(f"  - {{code: a{n}, name: A {n}}}\n" for n in range(SITES)) + "sites:\n"
    + "".join(f"  - {{code: s{n}, agency: a{n}, name: S {n}, prefixes: [10.{n}.0.0/16]}}\n"
              for n in range(SITES))
    + "devices:\n"
    + "".join(f"  - {{name: r{n}, address: 10.{n}.0.1, site: s{n}}}\n" for n in range(SITES))
    + "circuits:\n"
    + "".join(f"  - {{contract: K{n}, provider: T, site: s{n},"
              f" match: [{{device: r{n}, interface: wan1}}]}}\n" for n in range(SITES))
)  # fmt: skip
SECTIONS = ("network", "agencies", "sites", "devices", "circuits")


def problems_of(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    try:
        _, warnings = load_registry(path, now=NOW)
    except ConfigError as error:
        return [str(one) for one in error.problems]
    return [str(one) for one in warnings]


def test_a_registry_without_a_mistake_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "registry.yaml", GOOD) == []


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("wrong", ["x{}", "{}x", "x{}yzabcdefghi", "{}\u00a0"])
def test_a_misspelt_section_is_one_problem(tmp_path: Path, section: str, wrong: str) -> None:
    text = GOOD.replace(f"{section}:", f"{wrong.format(section)}:", 1)
    found = problems_of(tmp_path / "registry.yaml", text)
    assert len(found) == 1, found[:3]
    line = text[: text.index(f"{wrong.format(section)}:")].count("\n") + 1
    assert f"registry.yaml:{line}: error: " in found[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(SECTIONS), st.integers(0, 6), st.characters(categories=["Ll"]))
def test_a_slip_of_the_finger_is_one_problem(
    tmp_path: Path, section: str, at: int, sign: str
) -> None:
    wrong = section[:at] + sign + section[at + 1 :]
    found = problems_of(tmp_path / "any.yaml", GOOD.replace(f"{section}:", f"{wrong}:", 1))
    assert len(found) == (wrong != section)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("{code: a7,", "{cod: a7,", "agencies[7] has the unknown key “cod”; did you mean code?"),
        ("{code: s7,", "{kode: s7,", "sites[7] has the unknown key “kode”; did you mean code?"),
        ("{name: r7,", "{nama: r7,", "devices[7] has the unknown key “nama”; did you mean name?"),
        ("{prefixes: [10", "{prefix: [10", "did you mean prefixes?"),
        ("{code: a7,", "{", "agencies[7].code is missing, or has no value"),
        ("agencies:\n", "agencies: none\nx-rest:\n", "agencies is not a list"),
        ("agencies:\n", "agencies:\n  - {code: x, name: X\n", "never closed"),
        ("agencies:\n", 'agencies:\n  - {code: x, name: "X}\n', "a quote that is never closed"),
        ("devices:\n", "devices: []\ndevices:\n", "devices stands twice"),
    ],
)
def test_what_leans_on_the_mistake_is_not_told_too(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    found = problems_of(tmp_path / "registry.yaml", GOOD.replace(right, wrong, 1))
    assert said in found[0] or said in found[-1]
    assert len(found) <= 2, found[:3]


def test_a_file_of_a_folder_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    head, _, devices = GOOD.partition("devices:\n")
    (tmp_path / "10.yaml").write_text(head.replace("name: A 7}", "name: A 7"))
    (tmp_path / "20.yaml").write_text("devices:\n" + devices)
    with pytest.raises(ConfigError) as caught:
        load_registry(tmp_path, now=NOW)
    [problem] = caught.value.problems
    assert problem.file.endswith("10.yaml")


def test_a_second_mistake_is_in_the_same_report(tmp_path: Path) -> None:
    text = GOOD.replace("agencies:", "agencys:", 1).replace("name: A 7}", "obliged: perhaps}", 1)
    found = problems_of(tmp_path / "registry.yaml", text.replace("site: s9", "site: s999", 1))
    assert [one.split(": error: ")[1].split(" ")[0] for one in found if ": error: " in one] == [
        "has",
        "agencies[7].name",
        "agencies[7].obliged",
        "devices[9].site",
    ]


@pytest.mark.parametrize("key", ["profils", "profile", "Profiles"])
def test_a_misspelt_section_of_the_settings_is_one_problem(tmp_path: Path, key: str) -> None:
    (tmp_path / "registry.yaml").write_text(GOOD)
    (tmp_path / "providers.yaml").write_text("date: 2026-06-30\nproviders: []\n")
    (tmp_path / "oui.yaml").write_text("classes: {}\n")
    monitor = tmp_path / "monitor.yaml"
    monitor.write_text(f"{key}: {{default: {{version: 2c, community: env:K}}}}\n")
    with pytest.raises(ConfigError) as caught:
        load_all(monitor, environ={"K": "x"}, now=NOW)
    [problem] = caught.value.problems
    assert problem.hint == "did you mean profiles?"
