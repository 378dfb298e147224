"""
A daemon killed a hundred times: `python -m tests.kill_hundred [how often] [seed]`.

Takes about five minutes. Ends with an error when the chain is broken, a finding lost, or something
said or done twice; see `tests.kills`.
"""

import sys
import tempfile
from pathlib import Path

from tests.kills import kill_again_and_again


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    count, seed = (*given, *(100, 1)[len(given) :])
    with tempfile.TemporaryDirectory(prefix="opd-monitor-kills-") as folder:
        print(kill_again_and_again(Path(folder), count, seed, lambda now: print(now, flush=True)))


if __name__ == "__main__":
    main()
