"""Headers of every answer, good or bad: what a browser need not do with it is forbidden."""

from typing import Final

from exporters.page import STYLE_HASH

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src '" + STYLE_HASH + "';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
