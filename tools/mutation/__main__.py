"""`python -m tools.mutation`: what of the code that decides and keeps no test would notice."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.mutation import targets as store
from tools.mutation import trial
from tools.mutation.mutants import mutants_of, shuffled
from tools.mutation.report import Score, scored, told
from tools.mutation.targets import Measured, Target

_LEAST_S: Final = 20.0
"""Less is not worth the first run of a module's tests: rather some modules than a bit of each."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure modules; status 1 where one is below the floor, or the list of survivors is stale."""
    options = _options(arguments)
    root = Path.cwd()
    floor, among = store.targets(root)
    chosen = [one for one in among if not options.modules or one.module in options.modules]
    if unknown := set(options.modules) - {one.module for one in among}:
        _say(f"not in targets.toml: {', '.join(sorted(unknown))}")
        return 2
    if options.changed:
        new, chosen = store.without_figure(chosen)
        if new:
            _say(f"{len(new)} of {len(among)} modules were never measured whole: {', '.join(new)}")
        chosen = store.touched(root, chosen, _changed_since(options.since))
        _say(f"{len(chosen)} of the others were touched since they were measured whole")
    # There every test that is skipped fails the run, which would be taken for a mistake noticed.
    os.environ.pop("CI", None)
    trial.import_others()
    ends_s = time.monotonic() + options.minutes * 60
    is_good = True
    for at, target in enumerate(chosen):
        now_s = time.monotonic()
        if now_s > ends_s:
            left = ", ".join(one.module for one in chosen[at:])
            _say(f"no time was left for {len(chosen) - at} of {len(chosen)} modules: {left}")
            break
        # What a module leaves of its share of the time is for those that follow.
        until_s = now_s + max(_LEAST_S, (ends_s - now_s) / (len(chosen) - at))
        score = _measured(target, options.most, until_s, floor)
        is_good = is_good and not score.is_below(floor) and not score.stale
        if options.survivors:
            for mutant in score.survivors:
                _say(f"    line {mutant.lines[0]}, {mutant.name}")
    return 0 if is_good else 1


def _measured(target: Target, most: int, until_s: float, floor: float) -> Score:
    path = Path(target.module)
    source = path.read_text(encoding="utf-8")
    mutants = mutants_of(source)
    equivalent = store.equivalent().get(target.module, frozenset())
    wanted = [one for one in shuffled(source, mutants) if one.name not in equivalent]
    done = trial.tried(path, wanted[: most or None], target.tests, until_s)
    score = scored(target.module, mutants, equivalent, done.outcomes)
    _say(told(score, floor, done.seconds))
    for name in score.stale:
        _say(f"    in survivors.toml, and not a mutant: {name}")
    if score.is_whole:
        figures = Measured(store.digest(source), score.mutants, score.equivalent, score.noticed)
        store.record({target.module: figures})
    return score


def _changed_since(commit: str) -> list[str]:
    if not commit:
        return []
    said = subprocess.run(  # noqa: S603 - whoever runs this names the commit
        ["git", "diff", "--name-only", commit, "--"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout.splitlines()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the tool's output


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", help="paths, as in targets.toml; all without")
    parser.add_argument("--survivors", action="store_true", help="list what was not noticed")
    parser.add_argument(
        "--changed", action="store_true", help="only modules that changed since they were measured"
    )
    parser.add_argument(
        "--since",
        default=os.environ.get("OPD_BASE", ""),
        help="with --changed: a commit; also what it and its tests changed since (OPD_BASE)",
    )
    parser.add_argument(
        "--most", type=int, default=0, help="try a sample of so many mutants of each module"
    )
    parser.add_argument(
        "--minutes", type=float, default=float("inf"), help="stop after so many minutes"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
