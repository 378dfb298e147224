"""Running programs, without their command lines."""

from monitor.mibs.hr_sw_run_table import TABLE
from monitor.model.observation import Process

from .rows import one, problem


def test_a_program_has_a_name_and_a_path() -> None:
    seen = one(Process, TABLE, (812,), {2: "mariadbd", 4: "/usr/sbin/mariadbd"})
    assert (seen.index, seen.name, seen.path) == (812, "mariadbd", "/usr/sbin/mariadbd")


def test_a_program_without_a_name_is_called_after_its_path() -> None:
    assert one(Process, TABLE, (812,), {2: "", 4: "/usr/sbin/nginx"}).name == "nginx"
    assert one(Process, TABLE, (812,), {4: "/opt/panel/"}).name == "panel"
    assert one(Process, TABLE, (812,), {4: "/"}).name == "/"


def test_a_kernel_thread_has_no_path() -> None:
    assert one(Process, TABLE, (2,), {2: "kthreadd", 4: ""}).path is None


def test_a_row_that_names_nothing_is_skipped() -> None:
    assert problem(TABLE, (3,), {2: "", 4: ""}) == "no usable hrSWRunName"


def test_command_lines_are_never_asked() -> None:
    assert 5 not in TABLE.columns
