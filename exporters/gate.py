"""
Who is answered, by the web configuration: asked anew for every request.

Where users are configured every path needs a name and a password, /-/healthy too, as with
Prometheus's own exporters. Client certificates are looked at before, when the connection is made.
"""

from collections import Counter
from collections.abc import Callable

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from exporters.passwords import Answer, Passwords
from monitor.model.web import WebConfig

CALLER = web.RequestKey("caller", str)
"""Who asks; empty where nobody knows."""
_CONFIG = web.RequestKey("config", WebConfig)
_ASK = 'Basic realm="opd-monitor", charset="UTF-8"'


class Gate:
    """Lets in whom the web configuration lets in, and counts by reason who was sent away."""

    def __init__(
        self, config: Callable[[], WebConfig] = WebConfig, passwords: Passwords | None = None
    ) -> None:
        self._config = config
        self._passwords = passwords or Passwords()
        self.refused: Counter[str] = Counter()

    def guard(self, app: web.Application) -> None:
        """Stand before all of an application's pages, behind what it already has before them."""
        app.middlewares.append(self._enter)
        app.on_response_prepare.append(_add_headers)
        app.on_cleanup.append(self._close)

    @web.middleware
    async def _enter(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        config = self._config()
        request[_CONFIG] = config
        request[CALLER] = _certificate_of(request)
        if config.users:
            header = request.headers.get(hdrs.AUTHORIZATION, "")
            user = await self._passwords.user_of(config.users, header)
            if isinstance(user, Answer):
                return self._sent_away(user)
            request[CALLER] = user
        return await handler(request)

    def _sent_away(self, why: Answer) -> web.Response:
        self.refused[why.value] += 1
        if why is Answer.BUSY:
            text = "Too many passwords are being looked at: try again.\n"
            return web.Response(status=503, text=text, headers={hdrs.RETRY_AFTER: "5"})
        text = "A user name and a password are needed.\n"
        return web.Response(status=401, text=text, headers={hdrs.WWW_AUTHENTICATE: _ASK})

    async def _close(self, _app: web.Application) -> None:
        self._passwords.close()


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    if (config := request.get(_CONFIG)) is not None:
        response.headers.update(config.headers)


def _certificate_of(request: web.Request) -> str:
    """Name whose certificate was shown and verified; `ssl` tells of no other."""
    shown = request.get_extra_info("peercert") or {}
    names = [value for _, value in shown.get("subjectAltName", ())]
    names += [value for part in shown.get("subject", ()) for key, value in part]
    return f"certificate {names[0] if names else shown['serialNumber']}" if shown else ""
