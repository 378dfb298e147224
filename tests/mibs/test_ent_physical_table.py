"""The chassis among all the parts of a device."""

import pytest

from monitor.mibs.ent_physical_table import TABLE
from monitor.model.observation import Identity

from .rows import nothing, one


@pytest.mark.parametrize("kind", [3, 11])
def test_a_chassis_or_stack_tells_the_serial_number(kind: int) -> None:
    assert one(Identity, TABLE, (1,), {5: kind, 11: "ABC12345X"}).serial == "ABC12345X"


def test_a_chassis_may_be_silent() -> None:
    assert one(Identity, TABLE, (1,), {5: 3, 11: ""}).serial is None


@pytest.mark.parametrize("kind", [1, 6, 7, 10])
def test_other_parts_say_nothing_about_the_device(kind: int) -> None:
    assert nothing(TABLE, (1002,), {5: kind, 11: "FAN123"})


def test_a_part_without_a_class_is_no_chassis() -> None:
    assert nothing(TABLE, (1002,), {11: "FAN123"})
