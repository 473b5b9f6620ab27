"""The gate before every request: whose host, whose page, how large; and the headers of every answer."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

UPLOAD: Final = "/api/import/look"
"""The one address that takes a file."""
MOST_BYTES: Final = 2_000_000
"""Bytes of a request at most."""
MOST_UPLOAD: Final = 20_000_000
"""Bytes of a table that is brought in, at most."""
BODY_S: Final = 60.0
"""How long the body of a request may take, seconds."""
OWN_SITE: Final = ("same-origin", "none")
"""What a browser says of a request that the page itself makes, or its user."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What the editor's own page may load: itself, and nothing from elsewhere."""
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "cache-control": "no-store",
}


class TooSlow(HTTPException):
    """A request is not there after `BODY_S`."""

    def __init__(self) -> None:
        super().__init__(408)


class TooLarge(HTTPException):
    """A request is larger than its address takes, whatever it said of its length."""

    def __init__(self) -> None:
        super().__init__(413)


class Gate:
    """Lets only those requests through that the editor's own page makes.

    Parameters
    ----------
    app
        What answers.
    hosts
        Hosts with their port, as a browser says them; any other is that of another site (DNS rebinding).
    scheme
        ``http`` or ``https``.
    """

    def __init__(self, app: App, hosts: frozenset[str], scheme: str = "http") -> None:
        self.app, self.hosts = app, hosts
        self.origins = frozenset(f"{scheme}://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        names: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            names.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        most = MOST_UPLOAD if scope["path"] == UPLOAD else MOST_BYTES
        status = self._status(scope, names, most)
        if status:
            await _answer(status, send)
            return
        await self.app(scope, _counted(receive, most), _with_headers(send))

    def _status(self, scope: Scope, names: dict[str, list[str]], most: int) -> int:
        """Give the number that refuses a request; 0 lets it through."""
        host, length = names.get("host", []), names.get("content-length", ["0"])
        changes = scope["method"] == "POST"
        asked = self._changing(scope, names) if changes else self._reading(scope, names)
        known = len(length) == 1 and length[0].isascii() and length[0].isdigit()
        refusals = (
            (421, len(host) != 1 or host[0].lower() not in self.hosts),
            (405, scope["method"] not in {"GET", "HEAD", "POST"}),
            (400, not known),
            (413, known and int(length[0]) > most),
            (asked, bool(asked)),
        )
        return next((status for status, refused in refusals if refused), 0)

    def _changing(self, scope: Scope, names: dict[str, list[str]]) -> int:
        origin, site = names.get("origin", []), names.get("sec-fetch-site", ["none"])[0]
        if len(origin) != 1 or origin[0].lower() not in self.origins or site not in OWN_SITE:
            return 403
        kind = names.get("content-type", [""])[0].partition(";")[0].strip().lower()
        return 0 if kind == ("text/csv" if scope["path"] == UPLOAD else "application/json") else 415

    def _reading(self, scope: Scope, names: dict[str, list[str]]) -> int:
        # a link may lead here from anywhere; nothing else of another site may ask
        entering = scope["path"] == "/" and names.get("sec-fetch-mode", ["navigate"])[0] == "navigate"
        return 0 if entering or names.get("sec-fetch-site", ["none"])[0] in OWN_SITE else 403


def _counted(receive: Receive, most: int) -> Receive:
    """Count what comes, whatever was said of its length, and wait for it no longer than `BODY_S`."""
    held, whole, begun = 0, False, time.monotonic()

    async def counted() -> MutableMapping[str, Any]:
        nonlocal held, whole
        left = None if whole else BODY_S - (time.monotonic() - begun)
        try:
            got = await asyncio.wait_for(receive(), left)
        except TimeoutError:
            raise TooSlow from None
        held, whole = held + len(got.get("body", b"")), not got.get("more_body", False)
        if held > most:
            raise TooLarge
        return got

    return counted


def _with_headers(send: Send) -> Send:
    async def sent(said: MutableMapping[str, Any]) -> None:
        if said["type"] == "http.response.start":
            own = {name.lower() for name, _ in said.get("headers", [])}
            further = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            said["headers"] = [*said.get("headers", []), *(one for one in further if one[0] not in own)]
        await send(said)

    return sent


async def _answer(status: int, send: Send) -> None:
    headers = [
        (b"content-length", b"0"),
        *((name.encode(), value.encode()) for name, value in HEADERS.items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
