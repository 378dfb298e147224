"""Who the device says it is."""

from monitor.mibs.system_group import TABLE
from monitor.model.observation import Identity

from .rows import Columns, one, ticks


def test_the_identity_is_read() -> None:
    row: Columns = {
        1: "RouterOS RB750Gr3",
        2: (1, 3, 6, 1, 4, 1, 14988, 1),
        3: ticks(8_640_000),
        5: "rtr-dinkes",
        6: "Ruang server",
    }
    assert one(Identity, TABLE, (0,), row) == Identity(
        sys_descr="RouterOS RB750Gr3",
        object_id="1.3.6.1.4.1.14988.1",
        uptime_s=86_400.0,
        sys_name="rtr-dinkes",
        sys_location="Ruang server",
    )


def test_an_agent_may_say_nothing_but_what_it_is() -> None:
    seen = one(Identity, TABLE, (0,), {1: "", 2: (1, 3, 6, 1, 4, 1, 8072, 3, 2, 10)})
    assert seen == Identity(object_id="1.3.6.1.4.1.8072.3.2.10")


def test_a_description_of_several_lines_becomes_one() -> None:
    seen = one(Identity, TABLE, (0,), {1: "Cisco IOS Software\r\nCopyright\x00"})
    assert seen.sys_descr == "Cisco IOS Software Copyright"
