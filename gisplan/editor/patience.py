"""Connections on which nothing is asked for are closed: a few dozen of them would keep everybody else out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

HEAD_S: Final = 20.0
"""How long the head of a request may take, seconds; longer than an answered connection is kept."""


class Impatient(H11Protocol):
    """A connection that is closed when it has asked for nothing whole between two looks."""

    _seen: Any = ()
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to look."""
        super().connection_made(transport)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._seen == (self.cycle, idle):
            self.transport.abort()
            return
        self._seen = (self.cycle, idle)
        self._timer = self.loop.call_later(HEAD_S, self._look)
