"""What all tests have in common."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

# How long an example takes is the machine's affair, and that of what else runs on it.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# For `tools.mutation`: the same examples with each mistake in the program, and none made simpler.
settings.register_profile(
    "mutation",
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("any machine")

MAY_BE_LEFT_OUT = {
    "root may read everything": "it is run as an ordinary user on Debian 13",
    "root may write anywhere": "it is run as an ordinary user on Debian 13",
    "only root can give files away": "it is run as root on Debian 12",
    "this user may not open so many files": "the limit is the machine's",
    "user namespaces are switched off here": "the kernel's setting is the machine's",
    "this user may not send ICMP by hand": "it is run as root on Debian 12",
    "needs IPv6 on loopback": "the network is the machine's",
    "this machine has no IPv6 loopback": "the network is the machine's",
}
"""Where CI is set, what is skipped for another reason than these is a failure."""
WITHOUT_SOURCE = ("is not beside the tests", "the Makefile is not beside")
"""Reasons that hold where an installed wheel is tested alone (OPD_WITHOUT_SOURCE)."""


class LeftOut:
    """Collects why tests were skipped, and fails the run where nobody allowed that."""

    def __init__(self) -> None:
        self.reasons: dict[str, int] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the reason of a skipped test."""
        if report.skipped and not hasattr(report, "wasxfail"):
            told = report.longrepr
            reason = told[2] if isinstance(told, tuple) else str(told)
            reason = reason.removeprefix("Skipped: ")
            self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note the reason of a skipped module."""
        if report.skipped:
            told = report.longrepr
            reason = (told[2] if isinstance(told, tuple) else str(told)).removeprefix("Skipped: ")
            self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def unallowed(self) -> list[str]:
        """List the reasons that are on no list."""
        is_bare = bool(os.environ.get("OPD_WITHOUT_SOURCE"))
        return [
            reason
            for reason in self.reasons
            if reason not in MAY_BE_LEFT_OUT and not (is_bare and reason.endswith(WITHOUT_SOURCE))
        ]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run for what was left out."""
        if self.unallowed() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was left out."""
        for reason in self.unallowed():
            terminalreporter.write_line(f"CI leaves nothing out, and this was: {reason}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Watch what is skipped, where CI is set."""
    if os.environ.get("CI") == "true":
        config.pluginmanager.register(LeftOut())
