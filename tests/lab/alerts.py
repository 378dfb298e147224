"""
From a link that comes up in the laboratory city to a message, through everything as delivered.

    python -m tests.lab.alerts [--lab FOLDER]      needs what tests.lab.run does, and Alertmanager

Prometheus and Alertmanager run beside the daemon in the network operations centre, with their
delivered files and times. The second uplink of dinkes comes up: the pager must be told within two
minutes, and that it is over after it went. Meanwhile the line of dpmptsp, who did nothing, flaps.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.lab.run import PORT, ROOT, City
from tests.operations.alerting import Webhook, alerting, webhook

WITHIN_S = 120.0
_READY_S = 180.0
_OVER_S = 600.0
_FLAPPING = ("dpmptsp", "wan1", "4", "8")
_ROGUE = ("OpdRogueLinkProven", "opd-dinkes")
_DOWN = "ip link set wan2 down"
# The route that the link had goes with it, and comes back with it.
_UP = "ip link set wan2 up && ip route replace default via 198.18.2.1 dev wan2 metric 5"


def main() -> int:
    """Let the link come and go; say how long it took, and what was not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lab", type=Path, default=ROOT.parent / "shared" / "lab")
    lab = parser.parse_args().lab
    subprocess.run([str(lab / "down")], check=True)
    try:
        subprocess.run([str(lab / "up")], check=True, env={**os.environ, "CITY_NO_TRAPD": "1"})
        with tempfile.TemporaryDirectory() as folder:
            failures = watched(lab, Path(folder))
    finally:
        subprocess.run([str(lab / "down")], check=True)
    for line in failures:
        print(f"FAILED  {line}")
    return int(bool(failures))


def watched(lab: Path, folder: Path) -> list[str]:
    """Run everything; return what was not as it must be."""
    _in_dinkes(lab, _DOWN)
    city = City(lab, folder)
    inside = ("ip", "netns", "exec", city.centre)
    city.start()
    try:
        with (
            webhook(city.centre) as hook,
            alerting(folder, f"127.0.0.1:{PORT}", hook, inside=inside, is_hasty=False),
        ):
            failures = _told(lab, city, hook)
    finally:
        problem = city.stop()
    return [line for line in (*failures, problem) if line]


def _told(lab: Path, city: City, hook: Webhook) -> list[str]:
    # The others' links are up from the start: once one of them is told of, all is at work.
    others = {("OpdRogueLinkProven", "opd-disdik"), ("OpdRogueLinkProven", "opd-bappeda")}
    if _seconds_until(lambda: others <= hook.names("pager", "firing"), _READY_S) is None:
        return [f"the pager was told of {hook.names('pager', 'firing')} only"]
    failures = [] if _ROGUE not in hook.names("pager", "firing") else ["dinkes is told of too soon"]
    flap = subprocess.Popen([str(lab / "flap"), *_FLAPPING], stdout=subprocess.DEVNULL)
    _in_dinkes(lab, _UP)
    came_s = _seconds_until(lambda: _ROGUE in hook.names("pager", "firing"), WITHIN_S)
    if came_s is None:
        failures.append(f"the pager was not told of dinkes within {WITHIN_S:g} s")
    else:
        print(f"ok      dinkes  wan2 came up, the pager was told {came_s:.0f} s later")
    flap.wait(120)
    _in_dinkes(lab, _DOWN)
    over_s = _seconds_until(lambda: _ROGUE in hook.names("pager", "resolved"), _OVER_S)
    if over_s is None:
        failures.append("that wan2 of dinkes went was never told")
    else:
        print(f"ok      dinkes  wan2 went, the pager was told {over_s:.0f} s later")
    accused = {
        (who, labels["alertname"])
        for who, _, labels in hook.told
        if labels.get("site") in ("dpmptsp", "dukcapil") and "Rogue" in labels["alertname"]
    }
    failures += [f"{name} about a clean site was told to {who}" for who, name in accused]
    print(f"ok      {len(hook.told)} messages; links of clean sites in {len(accused)} of them")
    missing = {"linkDown", "linkUp"} - city.traps()
    return failures + [f"no {trap} of a link was received" for trap in sorted(missing)]


def _in_dinkes(lab: Path, command: str) -> None:
    subprocess.run([str(lab / "in"), "opd-dinkes", "sh", "-c", command], check=True)


def _seconds_until(is_so: Callable[[], bool], limit_s: float) -> float | None:
    begun_s = time.monotonic()
    while (passed_s := time.monotonic() - begun_s) < limit_s:
        if is_so():
            return passed_s
        time.sleep(0.5)
    return None


if __name__ == "__main__":
    sys.exit(main())
