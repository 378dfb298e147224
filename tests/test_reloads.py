"""A configuration loaded anew while devices are polled: a few times of `tests.reload_thousand`."""

from pathlib import Path

from tests.reloads import reload_again_and_again


def test_valid_and_invalid_files_in_turn_lose_no_poll_and_leave_no_series(tmp_path: Path) -> None:
    report = reload_again_and_again(tmp_path, 12, 6)
    assert (report.reloads, report.failed) == (12, 6)
    assert report.left_behind == set()
    assert report.skipped == 0
