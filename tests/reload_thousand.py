"""
A configuration loaded anew a thousand times.

    python -m tests.reload_thousand [how often] [devices]

Valid and invalid files in turn, while devices are polled every second; see `tests.reloads`. Ends
with an error when polls are lost, series are left behind, or memory grows.
"""

import sys
import tempfile
from pathlib import Path

from tests.reloads import FAST_S, reload_again_and_again

_MOST_GROWTH = 1.05


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    count, devices = (*given, *(1000, 60)[len(given) :])
    with tempfile.TemporaryDirectory(prefix="opd-monitor-reloads-") as folder:
        report = reload_again_and_again(
            Path(folder), count, devices, lambda now: print(now.reloads, flush=True)
        )
    print(report)
    failures = {
        "polls were lost": report.longest_gap_s >= 1.9 * FAST_S or report.skipped > 0,
        "series were left behind": bool(report.left_behind),
        "memory grew": report.last_bytes > _MOST_GROWTH * report.settled_bytes,
        "not every second one failed": report.failed != count // 2,
    }
    for what, is_so in failures.items():
        if is_so:
            print(f"FAILED  {what}")
    sys.exit(any(failures.values()))


if __name__ == "__main__":
    main()
