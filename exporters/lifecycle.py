"""
POST or PUT /-/reload: the configuration is loaded anew, as by SIGHUP.

It is the only request that changes anything. So it wants to know who asks, and it does not take the
word of a browser that another site's page made ask: browsers send passwords and certificates along
with whatever any page has them send.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from exporters.gate import CALLER
from monitor.model.web import Reloaded

Reload = Callable[[], Awaitable[Reloaded]]

_LOG = logging.getLogger(__name__)
_OFF = (
    "Reloading over HTTP is off: start the daemon with --web.enable-lifecycle, or send it SIGHUP.\n"
)
_STRANGER = (
    "Nobody knows who asks, so nothing is changed: give the daemon a --web.config.file with"
    " basic_auth_users or client certificates.\n"
)
_FOREIGN = "This request was made by a page of another site: nothing is changed.\n"
_OWN_SITE = frozenset({"same-origin", "none"})
_FETCH_SITE = "Sec-Fetch-Site"


class Lifecycle:
    """The handler of /-/reload; without a `reload` it says that it is off."""

    def __init__(self, reload: Reload | None) -> None:
        self._reload = reload

    async def reload(self, request: web.Request) -> web.Response:
        if self._reload is None:
            return web.Response(status=403, text=_OFF)
        if is_of_another_site(request.headers):
            return web.Response(status=403, text=_FOREIGN)
        caller = request.get(CALLER, "")
        if not caller:
            return web.Response(status=403, text=_STRANGER)
        _LOG.info("%s asks over HTTP to load the configuration anew.", ascii(caller))
        done = await self._reload()
        return web.Response(status=200 if done.succeeded else 500, text=f"{done.report}\n")


def is_of_another_site(headers: Mapping[str, str]) -> bool:
    """
    Whether a browser sent this for a page that is not ours.

    Browsers say so themselves in Sec-Fetch-Site; older ones name the page's Origin, which is ours
    if it has the host and the port that were asked. What is no browser sends neither.
    """
    site = headers.get(_FETCH_SITE)
    if site is not None:
        return site not in _OWN_SITE
    origin = headers.get(hdrs.ORIGIN)
    if origin is None:
        return False
    try:
        authority = urlsplit(origin).netloc.lower()
    except ValueError:
        return True
    return not authority or authority != headers.get(hdrs.HOST, "").lower()
