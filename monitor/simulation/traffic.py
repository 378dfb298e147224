"""
How much an interface of a simulated device carries.

The rate follows from the names of device and interface alone, so that every start shows the same
city: a small share of the line's speed, rising and falling over a minute or so as offices do.
"""

from dataclasses import dataclass
from hashlib import sha256
from math import cos, tau

_LEAST_SHARE, _MOST_SHARE = 0.002, 0.08
_SWING = 0.4
_SLOWEST_BPS, _FASTEST_BPS = 1_000_000, 200_000_000
"""Virtual interfaces claim 10 Gbit/s, or nothing at all; no office moves that much."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """A mean rate, and a swing around it that never turns the counter back."""

    bytes_per_s: float
    period_s: float = 60.0
    phase_s: float = 0.0

    def octets(self, from_s: float, to_s: float) -> int:
        """Count the octets between two times of one clock; later is never less."""
        return self._until(to_s) - self._until(from_s)

    def _until(self, time_s: float) -> int:
        turns = tau * (time_s + self.phase_s) / self.period_s
        swing_s = _SWING * self.period_s / tau * (1 - cos(turns))
        return int(self.bytes_per_s * (time_s + swing_s))


NONE = Traffic(0.0)


def traffic_of(device: str, interface: str, direction: str, speed_bps: int) -> Traffic:
    """Return what passes an interface in one direction (`in`, `out`)."""
    drawn = sha256(f"{device}/{interface}/{direction}".encode()).digest()
    share = _LEAST_SHARE * (_MOST_SHARE / _LEAST_SHARE) ** (drawn[0] / 255)
    bits_per_s = share * min(max(speed_bps, _SLOWEST_BPS), _FASTEST_BPS)
    return Traffic(bits_per_s / 8, period_s=40.0 + drawn[1] / 4, phase_s=float(drawn[2]))
