"""The kinds of line that there are."""

from enum import StrEnum


class Medium(StrEnum):
    """What kind of line it is, by its interface."""

    ETHERNET = "ethernet"
    PPP = "ppp"
    """The client's end of PPP, PPPoE, L2TP."""
    CELLULAR = "cellular"
    DSL = "dsl"
    PON = "pon"
    CABLE = "cable"
    WIFI = "wifi"
    TUNNEL = "tunnel"
    OTHER = "other"
