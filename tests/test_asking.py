"""Which tables a device is asked for."""

import pytest

from monitor.asking import EVERY_KIND, LINK_KINDS, kinds_for, tables_for
from monitor.mibs import tables
from monitor.model.declared import DeviceRole
from monitor.model.joins import BridgePort, LocalPort, NeighbourAddress
from monitor.model.observation import BgpPeer, FdbEntry, Listener, OspfNeighbour, Process, Route
from monitor.model.reading import Pace

EVERYTHING = kinds_for(EVERY_KIND)
VENDORS = {name: table for name, table in tables().items() if table.platforms}


def _names(
    pace: Pace = Pace.SLOW, object_id: str | None = None, absent: frozenset[str] = frozenset()
) -> list[str]:
    return [table.name for table in tables_for(EVERYTHING, pace, object_id, absent)]


def test_links_are_asked_for_whatever_rules_are_enabled() -> None:
    assert kinds_for(()) >= LINK_KINDS
    assert not kinds_for(()) & {Listener, Process, FdbEntry}


def test_what_a_kind_is_joined_with_comes_along() -> None:
    assert kinds_for(()) >= {NeighbourAddress, LocalPort}
    assert kinds_for({FdbEntry}) >= {FdbEntry, BridgePort}


def test_a_role_is_not_asked_for_what_it_cannot_show() -> None:
    assert not kinds_for(EVERY_KIND, DeviceRole.APPLIANCE) & {BgpPeer, OspfNeighbour, FdbEntry}
    assert not kinds_for(EVERY_KIND, DeviceRole.SERVER) & {FdbEntry, BridgePort}
    assert not kinds_for(EVERY_KIND, DeviceRole.SWITCH) & {Listener, Process}
    assert kinds_for(EVERY_KIND, DeviceRole.ROUTER) == EVERYTHING
    assert all(Route in kinds_for((), role) for role in DeviceRole)


@pytest.mark.parametrize("pace", Pace)
def test_the_system_group_is_asked_first_and_even_if_it_was_absent(pace: Pace) -> None:
    assert _names(pace, absent=frozenset({"system", "ifTable"}))[0] == "system"


def test_what_a_device_did_not_have_is_left_out() -> None:
    assert "ifTable" in _names()
    assert "ifTable" not in _names(absent=frozenset({"ifTable"}))


def test_the_fast_pace_asks_a_part_of_what_the_slow_one_asks() -> None:
    fast = tables_for(EVERYTHING, Pace.FAST)
    assert {table.name for table in fast} < set(_names())
    assert all(table.fast is not None for table in fast)


@pytest.mark.parametrize("object_id", [None, "1.3.6.1.4.1.8072.3.2.10", "0.0", "1.3.6.1.4.1"])
def test_no_vendors_table_is_asked_of_a_device_of_another_or_unknown_platform(
    object_id: str | None,
) -> None:
    assert not VENDORS.keys() & set(_names(object_id=object_id))


@pytest.mark.parametrize("name", VENDORS)
def test_a_vendors_table_is_asked_of_its_own_platform(name: str) -> None:
    for platform in VENDORS[name].platforms:
        object_id = ".".join(map(str, (*platform, 1, 2)))
        assert name in _names(object_id=object_id)
        # 1.3.6.1.4.1.9 is no prefix of 1.3.6.1.4.1.91.
        other = ".".join(map(str, (*platform[:-1], platform[-1] * 10 + 1, 2)))
        assert name not in _names(object_id=other)


def test_no_table_holds_scripts_of_routeros_or_command_lines() -> None:
    for table in tables().values():
        for column in table.columns:
            oid = (*table.entry, column)
            scripts = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 18)
            assert oid[: len(scripts)] != scripts[: len(oid)]
            assert oid != (1, 3, 6, 1, 2, 1, 25, 4, 2, 1, 5)
