"""Virtual machines of an ESXi host."""

import pytest

from monitor.mibs.vmw_vm_table import TABLE
from monitor.model.service import VirtualMachine

from .rows import one


@pytest.mark.parametrize(
    ("state", "is_on"),
    [("powered on", True), ("poweredOn", True), ("powered off", False), ("suspended", False)],
)
def test_a_machine_is_on_or_not(state: str, is_on: bool) -> None:
    seen = one(VirtualMachine, TABLE, (16,), {2: "simpeg", 6: state})
    assert (seen.index, seen.name, seen.is_on) == (16, "simpeg", is_on)


def test_a_machine_of_which_little_is_told_is_one() -> None:
    seen = one(VirtualMachine, TABLE, (16,), {2: ""})
    assert (seen.name, seen.is_on) == (None, None)
