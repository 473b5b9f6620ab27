"""The editor served: a socket of this machine, links for the first browser, and an end without remains."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gisplan.editor.gate import Gate
from gisplan.editor.guard import Guard
from gisplan_errors import GisplanError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.editor.workspace import Workspace

HERE: Final = "127.0.0.1"
ANY: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - refused without names
"""Addresses that stand for all of a machine's: what browsers call it must then be said."""
MOST_AT_ONCE: Final = 64
"""Connections at once."""
MOST_HEADERS: Final = 16_384
"""Bytes of the head of a request at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the editor is reached.

    Attributes
    ----------
    host, port
        Address to listen at; port 0 takes a free one.
    names
        What browsers may call it besides.
    password_hash
        Argon2 hash of the password; needed where others can reach the host.
    certificate, key
        Files for HTTPS; None is HTTP.
    """

    host: str = HERE
    port: int = 0
    names: tuple[str, ...] = ()
    password_hash: str = ""
    certificate: Path | None = None
    key: Path | None = None

    @property
    def scheme(self) -> str:
        """``https`` with a certificate, else ``http``."""
        return "http" if self.certificate is None else "https"


def serve(
    shared: Workspace,
    place: Place,
    language: str,
    tell: Callable[[str, str], None],
    *,
    read_only: bool = False,
) -> None:
    """Serve the editor until it is interrupted.

    Parameters
    ----------
    shared
        Region, store and scenario.
    place
        Where it is reached.
    language
        In which its page opens.
    tell
        Told the link for the editor, and that for readers; the first is empty with ``read_only``.
    read_only
        Let nobody change anything.

    Raises
    ------
    GisplanError
        Others could reach the host and there is no password, or the address cannot be had.
    """
    import uvicorn  # noqa: PLC0415 - the extra [editor]

    from gisplan.editor.app import Doors  # noqa: PLC0415
    from gisplan.editor.patience import Impatient  # noqa: PLC0415

    if place.host != HERE and not place.password_hash:
        raise GisplanError(message("editor-needs-password", host=place.host))
    if place.host in ANY and not place.names:
        raise GisplanError(message("editor-needs-name", host=place.host))
    listening = _listening(place)
    port = listening.getsockname()[1]
    names = [*place.names, *([] if place.host in ANY else [place.host])]
    named = [f"[{name}]" if ":" in name else name for name in names]
    known = {*named, *(["localhost"] if place.host == HERE else [])}
    hosts = frozenset(f"{name}:{port}".lower() for name in known)
    guard = Guard(place.password_hash)
    address = f"{place.scheme}://{named[0]}:{port}"
    doors = Doors(shared, guard, address, language)
    links = ["" if read_only else guard.invite("editor", once=True), guard.invite("reader", once=False)]
    shared.start_store()
    tell(*(f"{address}/?token={token}" if token else "" for token in links))
    config = uvicorn.Config(
        Gate(doors.app(), hosts, place.scheme),
        http=Impatient,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        h11_max_incomplete_event_size=MOST_HEADERS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        ws="none",
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
    )
    if shared.scenario is not None:
        doors.planner.jobs.warm()
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        doors.planner.jobs.end()


def _listening(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((place.host, place.port))
        found.listen()  # the link is told before the first request is answered
    except OSError as error:
        found.close()
        told = {"host": place.host, "port": str(place.port), "fault": str(error.strerror or error)}
        raise GisplanError(message("editor-no-address", **told)) from None
    return found
