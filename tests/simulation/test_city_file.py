"""city.yaml: what it gives, and what is wrong with one said by file and line."""

from pathlib import Path

import pytest

from monitor.simulation.city_file import load_city
from monitor.sources.problem import ConfigError
from tests.simulation.simulated import CITY, EVENTS, city, write

DEMO = Path(__file__).parents[2] / "config" / "demo"


def problems(folder: Path, **files: str) -> str:
    with pytest.raises(ConfigError) as caught:
        city(folder, **files)
    return str(caught.value).replace(f"{folder}/", "")


def test_devices_come_with_address_port_and_profile_of_the_registry(tmp_path: Path) -> None:
    first, second = city(tmp_path).devices
    assert (first.device.address, first.device.port, first.profile.name) == (
        "127.10.77.1",
        26161,
        "default",
    )
    assert first.profile.community is not None
    assert first.profile.community.reveal() == "made-up"
    assert (second.device.name, second.profile.user) == ("opd-b", "reader")


def test_events_come_in_the_order_of_time(tmp_path: Path) -> None:
    events = city(tmp_path).events
    assert [(event.at_s, event.text.en) for event in events] == [(4, "dials in"), (9, "hangs up")]


def test_nothing_needs_to_happen(tmp_path: Path) -> None:
    assert city(tmp_path, city_yaml=CITY).events == ()


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        (
            "device: opd-b,",
            "device: opd-bb,",
            (
                "city.yaml:7: error: agents[1].device names “opd-bb”, which is not in the "
                "registry; did you mean opd-b?"
            ),
        ),
        (
            "device: opd-b,",
            "device: opd-a,",
            "city.yaml:7: error: agents[1].device is simulated twice; keep one of the two",
        ),
        (
            "device: opd-b,",
            "device: opd-c,",
            (
                "city.yaml:7: error: agents[1].device is not at a loopback address; "
                "simulate devices whose address in the registry is of 127.0.0.0/8"
            ),
        ),
        (
            "device: opd-b,",
            "device: opd-d,",
            (
                "city.yaml:7: error: agents[1].device has no profile that agents speak; "
                "give it a profile of version 2c, or 3 with SHA and AES-128 or AES-256"
            ),
        ),
        (
            "at_s: 4, device: opd-a",
            "at_s: 4, device: opd-aa",
            (
                "city.yaml:10: error: events[1].device names “opd-aa”, which is not simulated "
                "here; did you mean opd-a?"
            ),
        ),
        ("at_s: 4", "at_s: soon", "city.yaml:10: error: events[1].at_s is not a number"),
        (", id: menyambung", "", "city.yaml:10: error: events[1].id is missing"),
        (
            "dialled.snmprec",
            "dialed.snmprec",
            "city.yaml:10: error: events[1].recording cannot be used: There is no file",
        ),
        ("agents:", "agent:", "city.yaml:5: error: has the unknown key “agent”"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_what_to_write(
    tmp_path: Path, wrong: str, right: str, said: str
) -> None:
    assert said in problems(tmp_path, city_yaml=(CITY + EVENTS).replace(wrong, right, 1))


def test_a_recording_with_lines_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    said = problems(tmp_path, dialled_snmprec="1.3.6.1.2.1.1.3.0|67|1\nnonsense\n")
    assert "events[1].recording has 1 lines that cannot be read" in said


def test_a_secret_that_the_city_does_not_give_is_missed_where_it_is_wanted(tmp_path: Path) -> None:
    said = problems(tmp_path, city_yaml=CITY.replace("DEMO_AUTH:", "OTHER:"))
    assert "monitor.yaml:5: error: profiles.v3.auth_secret names the environment variable" in said


def test_a_folder_without_a_city_is_said_to_be_so(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "city.yaml").unlink()
    with pytest.raises(ConfigError, match=r"city\.yaml: error: does not exist"):
        load_city(tmp_path)


def test_the_city_that_is_delivered_can_be_used_without_a_warning() -> None:
    found = load_city(DEMO, environ={})
    assert len(found.devices) >= 12
    assert {event.device for event in found.events} <= {one.device.name for one in found.devices}
    assert found.events[-1].at_s < 120
    assert found.settings.paths.store.is_relative_to("/var/lib")
