"""
The pages over HTTP: /metrics, the landing page, JSON, and whether the daemon lives and is ready.

Everything here only reads, so only GET and HEAD are answered, but for `exporters.lifecycle`. The
city is looked at once for each request, on the event loop, and written in a thread: a page of a
large city takes a second or more of computing, and polls go on meanwhile. One page is written at a
time; who asks twice waits.

Who is answered is the gate's to say. Without a web configuration that is everyone, and the address
is loopback unless configured.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from ipaddress import ip_address
from typing import TypeVar

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from exporters import api
from exporters.finding_page import finding_page
from exporters.gate import Gate
from exporters.headers import SECURITY_HEADERS
from exporters.lifecycle import Lifecycle, Reload
from exporters.page import landing_page
from exporters.prometheus import DEFAULT_MAX_SERIES, CityCollector, page
from exporters.reader import preferred_language
from exporters.runbooks import runbook_page
from exporters.schema import SCHEMA
from exporters.sentences import said
from exporters.story import Story
from exporters.targets import targets_json
from exporters.words import LANGUAGES, language_of
from monitor.model.city import CityView
from monitor.model.finding import Finding, Transition
from monitor.model.link import LinkStatus

View = Callable[[], CityView]
History = Callable[[str], Sequence[Transition]]
Tell = Callable[[Finding, Sequence[Transition], str], Story]

Answer = TypeVar("Answer", bound=web.StreamResponse)

_LOG = logging.getLogger(__name__)


def _no_history(_key: str) -> tuple[Transition, ...]:
    return ()


def make_app(
    view: View,
    *,
    history: History = _no_history,
    tell: Tell | None = None,
    language: str = "id",
    max_series: int = DEFAULT_MAX_SERIES,
    timezone: tzinfo = UTC,
    gate: Gate | None = None,
    reload: Reload | None = None,
) -> web.Application:
    """
    Make the application. `view` is called once for each request, in the event loop's thread.

    What it returns is read in another thread: it must not change afterwards, its mappings neither.
    `history` gives the records of a finding's key, and is called in another thread; so is `tell`,
    which makes a finding's story in a language: without it findings have no pages. `language` is
    that of pages for who asks for none and whose browser prefers none. `gate` says who
    is answered, everyone without one; `reload` loads the configuration anew, where that is offered.
    """
    pages = _Pages(view, history, tell, language, max_series=max_series, timezone=timezone)
    app = web.Application(middlewares=[_short_errors])
    app.on_response_prepare.append(_finish_headers)
    (gate or Gate()).guard(app)
    app.router.add_get("/", pages.landing)
    app.router.add_get("/findings/{id}", pages.finding)
    app.router.add_get("/runbooks/", pages.runbook)
    app.router.add_get("/runbooks/{name}", pages.runbook)
    app.router.add_get("/metrics", pages.metrics)
    app.router.add_get("/-/healthy", pages.healthy)
    app.router.add_get("/-/ready", pages.ready)
    app.router.add_get("/api/v1/findings", pages.findings)
    app.router.add_get("/api/v1/findings/{id}/history", pages.history)
    app.router.add_get("/api/v1/links", pages.links)
    app.router.add_get("/api/v1/coverage", pages.coverage)
    app.router.add_get("/api/v1/targets", pages.targets)
    app.router.add_get("/api/v1/schema", pages.schema)
    for change in (app.router.add_post, app.router.add_put):
        change("/-/reload", Lifecycle(reload).reload)
    return app


class _Pages:
    """The handlers."""

    def __init__(
        self,
        view: View,
        history: History,
        tell: Tell | None,
        language: str,
        *,
        max_series: int,
        timezone: tzinfo,
    ) -> None:
        self._view = view
        self._history = history
        self._tell = tell
        self._language = language
        self._timezone = timezone
        self._looked_at: CityView | None = None
        self._collector = CityCollector(
            lambda: self._looked_at or view(), max_series=max_series, timezone=timezone
        )
        self._turn = asyncio.Lock()

    async def metrics(self, request: web.Request) -> web.StreamResponse:
        accept = ",".join(request.headers.getall(hdrs.ACCEPT, ()))
        async with self._turn:
            self._looked_at = self._view()
            sheets, content_type = await asyncio.to_thread(page, self._collector, accept)
        return await _sent(request, sheets, content_type)

    async def landing(self, request: web.Request) -> web.Response:
        city, language = self._view(), _wanted_language(request)
        async with self._turn:
            text = await asyncio.to_thread(
                landing_page, city, language=language, timezone=self._timezone
            )
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    async def runbook(self, request: web.Request) -> web.Response:
        language = self._language_of(request)
        text = runbook_page(request.match_info.get("name", ""), language)
        if text is None:
            raise web.HTTPNotFound
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    async def findings(self, request: web.Request) -> web.Response:
        return await self._json(request, api.findings_json)

    async def finding(self, request: web.Request) -> web.Response:
        finding, tell = self._wanted(request), self._tell
        if tell is None:
            raise web.HTTPNotFound
        language = self._language_of(request)
        async with self._turn:
            text = await asyncio.to_thread(
                lambda: finding_page(tell(finding, self._history(finding.key), language), language)
            )
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    async def history(self, request: web.Request) -> web.Response:
        finding = self._wanted(request)
        async with self._turn:
            body = await asyncio.to_thread(
                lambda: api.encoded(api.history_json(finding, self._history(finding.key)))
            )
        return web.Response(body=body, content_type="application/json")

    async def links(self, request: web.Request) -> web.Response:
        wanted = request.query.getall("status", [])
        if not set(LinkStatus).issuperset(wanted):
            text = f"A link's status is one of {', '.join(LinkStatus)}.\n"
            return web.Response(status=400, text=text)
        statuses = [LinkStatus(one) for one in wanted or LinkStatus]
        return await self._json(request, lambda city: api.links_json(city, statuses))

    async def coverage(self, request: web.Request) -> web.Response:
        return await self._json(request, api.coverage_json)

    async def targets(self, request: web.Request) -> web.Response:
        return await self._json(request, targets_json)

    async def schema(self, _request: web.Request) -> web.Response:
        return web.Response(body=api.encoded(SCHEMA), content_type="application/schema+json")

    async def healthy(self, _request: web.Request) -> web.Response:
        return web.Response(text="The daemon runs.\n")

    async def ready(self, _request: web.Request) -> web.Response:
        if self._view().is_ready:
            return web.Response(text="The daemon is at work.\n")
        return web.Response(text="The daemon is starting and has not begun its work.\n", status=503)

    def _language_of(self, request: web.Request) -> str:
        return language_of(_wanted_language(request), self._language)

    def _wanted(self, request: web.Request) -> Finding:
        wanted = request.match_info["id"]
        for finding in self._view().findings:
            if finding.id == wanted:
                return finding
        raise web.HTTPNotFound

    async def _json(
        self, request: web.Request, build: Callable[[CityView], object]
    ) -> web.Response:
        city = self._view()
        async with self._turn:
            body = await asyncio.to_thread(lambda: api.encoded(build(city)))
        return _compressed(request, web.Response(body=body, content_type="application/json"))


def _compressed(request: web.Request, response: Answer) -> Answer:
    """Compress for who takes it and is elsewhere: on this machine it costs more than it saves."""
    if not is_here(request.remote):
        response.enable_compression()
    return response


async def _sent(
    request: web.Request, sheets: Sequence[bytes], content_type: str
) -> web.StreamResponse:
    """Send piece by piece: copying a large page at once would hold up the loop."""
    response = web.StreamResponse(headers={hdrs.CONTENT_TYPE: content_type})
    response.content_length = sum(map(len, sheets))
    _compressed(request, response)
    await response.prepare(request)
    if request.method != hdrs.METH_HEAD:
        for sheet in sheets:
            await response.write(sheet)
    await response.write_eof()
    return response


def is_here(remote: str | None) -> bool:
    """Whether an address is one of this machine's loopback."""
    try:
        address = ip_address(remote or "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


@web.middleware
async def _short_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what is not there, or not allowed, with one line that repeats nothing."""
    response = await _answer(request, handler)
    if response.status >= 400 and isinstance(response, web.Response) and response.text:
        response.text = said(_wanted_language(request) or "en", response.text)
    return response


def _wanted_language(request: web.Request) -> str:
    """Return the language that is asked for, else the one that the browser prefers, or none."""
    asked = request.query.get("lang", "")
    preferred = ",".join(request.headers.getall(hdrs.ACCEPT_LANGUAGE, ()))
    return asked if asked in LANGUAGES else preferred_language(preferred)


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        # A route keeps the error it raises, which would keep the request.
        error.__traceback__ = None
        return _told(error)
    except ConnectionError as error:
        # Who asked is gone: nobody is answered. What waited for them keeps the error, which would
        # keep the whole page.
        error.__traceback__ = None
        return web.Response(status=500)
    except Exception:  # noqa: BLE001 - one page that fails stops neither the others nor the polls
        _LOG.exception("a page could not be written")
        return web.Response(status=500, text="This page could not be written: see the log.\n")


def _told(error: web.HTTPException) -> web.Response:
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = sorted(error.allowed_methods)
        headers = {hdrs.ALLOW: ", ".join(allowed)}
        return web.Response(status=405, text=f"Only {' and '.join(allowed)}.\n", headers=headers)
    if isinstance(error, web.HTTPNotFound):
        return web.Response(status=404, text="There is no such page.\n")
    return web.Response(status=error.status, text=f"{error.reason}.\n")


async def _finish_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(SECURITY_HEADERS)
    response.headers.popall(hdrs.SERVER, None)
