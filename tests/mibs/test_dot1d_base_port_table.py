"""Which interface a bridge port is."""

from monitor.mibs.dot1d_base_port_table import TABLE
from monitor.model.joins import BridgePort

from .rows import one, problem


def test_a_port_leads_to_an_interface_with_another_number() -> None:
    seen = one(BridgePort, TABLE, (49,), {2: 10149})
    assert (seen.port, seen.if_index) == (49, 10149)


def test_a_port_without_an_interface_is_skipped() -> None:
    assert problem(TABLE, (49,), {2: "x"}) == "no usable dot1dBasePortIfIndex"
