"""The addresses of the editor: its page and assets, and the actions that the page asks for."""

from __future__ import annotations

import json
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakKeyDictionary

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from gisplan.editor import asked
from gisplan.editor.editing import Editing
from gisplan.editor.guard import Refused
from gisplan.editor.page import ASSETS, asset, door_page, editor_page
from gisplan.editor.plans.desk import Desk
from gisplan.editor.plans.planner import Planner
from gisplan_catalogue import languages
from gisplan_errors import GisplanError
from gisplan_words import message, texts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from gisplan.editor.guard import Guard, Visitor
    from gisplan.editor.workspace import Workspace

COOKIE: Final = "gisplan-editor"
CSRF: Final = "x-gisplan-csrf"
_Asked = TypeVar("_Asked", bound=asked.Asked)


class Doors:
    """Answers requests; who asks was looked at by the gate, what is asked is looked at here.

    Parameters
    ----------
    shared
        What all browsers share.
    guard
        Lets browsers in.
    address
        What a link begins with, such as ``http://127.0.0.1:8765``.
    language
        In which the page opens.
    """

    def __init__(self, shared: Workspace, guard: Guard, address: str, language: str) -> None:
        self.shared, self.guard, self.address, self.language = shared, guard, address, language
        self.planner = Planner(shared)
        self.desk = Desk(self.planner)
        self.alone = Lock()
        self.desks: WeakKeyDictionary[Visitor, Editing] = WeakKeyDictionary()
        self.cookie = f"{COOKIE}-{address.rpartition(':')[2]}"

    def app(self) -> Starlette:
        """Give all addresses as one application."""
        edits: dict[str, tuple[type[asked.Asked], Callable[[Editing, Any], Any]]] = {
            "edit": (asked.Edit, lambda own, it: own.edit(it.keys, it.values)),
            "add": (asked.Add, lambda own, it: own.add(it.lon, it.lat, it.values)),
            "move": (asked.Move, lambda own, it: own.move(it.key, it.lon, it.lat)),
            "remove": (asked.Remove, lambda own, it: own.remove(it.keys)),
            "exclude": (asked.Exclude, lambda own, it: own.exclude([(x, y) for x, y in it.corners])),
            "undo": (asked.Nothing, lambda own, _: own.undo()),
            "redo": (asked.Nothing, lambda own, _: own.redo()),
            "discard": (asked.Nothing, lambda own, _: own.discard()),
            "restore": (asked.Restore, lambda own, it: own.restore(it.version)),
            "left": (asked.Nothing, lambda own, _: own.left()),
            "take": (asked.Left, lambda own, it: own.take(it.draft)),
            "drop": (asked.Left, lambda own, it: own.drop(it.draft)),
            "save": (asked.Save, lambda own, it: own.save(it.who, it.why, it.choice)),
            "import": (asked.Bring, lambda own, it: own.bring(it.columns, it.shift, it.stated)),
            "plan": (asked.Replan, lambda own, it: self.planner.replan(own.draft, it.area, it.base).shown()),
        }
        desk: dict[str, tuple[type[asked.Asked], Callable[[Editing, Any], Any]]] = {
            "run": (asked.Run, lambda _, it: self.desk.ask([it.settings])),
            "sweep": (
                asked.Steps,
                lambda _, it: self.desk.sweep(it.name, it.least, it.most, it.steps, it.settings),
            ),
            "compare": (asked.Compare, lambda _, it: self.desk.compare(it.runs).shown()),
            "stop": (asked.Stop, lambda _, it: self.planner.jobs.find(it.number).stop.set()),
        }
        looks: dict[str, Callable[[Editing], Any]] = {
            "whole": Editing.whole,
            "changes": Editing.changes,
            "log": Editing.log,
            "lint": Editing.lint,
            "ground": lambda _: self.shared.ground,
            "desk": lambda _: self.desk.shown(),
        }
        return Starlette(
            routes=[
                Route("/", self._page),
                Route("/assets/{name}", self._asset),
                Route("/login", self._spoken(self._log_in), methods=["POST"]),
                Route("/api/import/look", self._spoken(self._look), methods=["POST"]),
                Route("/api/link", self._spoken(self._link), methods=["POST"]),
                *(
                    Route(f"/api/do/{name}", self._edit(*one), methods=["POST"])
                    for name, one in edits.items()
                ),
                *(
                    Route(f"/api/desk/{name}", self._edit(*one), methods=["POST"])
                    for name, one in desk.items()
                ),
                *(Route(f"/api/{name}", self._read(look)) for name, look in looks.items()),
                Route("/api/job/{number:int}", self._spoken(self._job)),
                Route("/compare/{number:int}", self._spoken(self._comparison)),
            ]
        )

    # ---------- who asks

    def _visitor(self, request: Request, *, change: bool) -> Visitor:
        """Give the browser that asks.

        Raises
        ------
        Refused
            It was not let in, it may only read, or the request does not come from its page.
        """
        visitor = self.guard.visitor(request.cookies.get(self.cookie, ""))
        if visitor is None:
            raise Refused(401, "editor-not-in")
        if change and request.headers.get(CSRF) != visitor.csrf:
            raise Refused(403, "editor-stale-page")
        if change and visitor.role != "editor":
            raise Refused(403, "editor-read-only")
        return visitor

    def _desk(self, visitor: Visitor) -> Editing:
        with self.alone:  # two requests of one browser share a draft
            if visitor not in self.desks:
                self.desks[visitor] = Editing(self.shared)
            return self.desks[visitor]

    # ---------- addresses

    async def _page(self, request: Request) -> Response:
        token = request.query_params.get("token")
        if token is not None:
            try:
                secret = self.guard.enter(token)
            except Refused as refused:
                return HTMLResponse(door_page(self.language, _said(refused)), refused.status)
            # not a redirect: a browser that came from elsewhere would not send the cookie along
            answer = HTMLResponse(
                '<!DOCTYPE html><link rel="icon" href="data:,"><meta http-equiv="refresh" content="0;url=/">'
            )
            return self._with_cookie(answer, secret)
        visitor = self.guard.visitor(request.cookies.get(self.cookie, ""))
        if visitor is None:
            told = None if self.guard.password_hash else texts(message("editor-not-in"))
            return HTMLResponse(door_page(self.language, told), 200 if told is None else 401)
        return HTMLResponse(editor_page(self.shared, visitor, self.language))

    async def _asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            return Response(status_code=404)
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return Response(asset(name), media_type=kind, headers={"cache-control": "no-cache"})

    async def _log_in(self, request: Request) -> Response:
        it = await _body(request, asked.LogIn)
        secret = await run_in_threadpool(self.guard.log_in, it.password)
        return self._with_cookie(JSONResponse({}), secret)

    async def _look(self, request: Request) -> Response:
        own, data = self._desk(self._visitor(request, change=True)), await request.body()
        return _json(await run_in_threadpool(_alone, own, lambda: own.look(data)))

    async def _link(self, request: Request) -> Response:
        self._visitor(request, change=True)
        it = await _body(request, asked.Link)
        token = self.guard.invite(it.role, once=it.role == "editor")
        return JSONResponse({"link": f"{self.address}/?token={token}", "role": it.role})

    async def _job(self, request: Request) -> Response:
        self._visitor(request, change=False)
        return _json(self.planner.jobs.find(request.path_params["number"]).shown())

    async def _comparison(self, request: Request) -> Response:
        self._visitor(request, change=False)
        text = await run_in_threadpool(self.planner.page, request.path_params["number"])
        # a page of a plan has its own policy; it runs apart, and cannot ask the editor for anything
        apart = {"content-security-policy": "sandbox allow-scripts allow-downloads; frame-ancestors 'none'"}
        return HTMLResponse(text, headers=apart)

    def _edit(
        self, model: type[asked.Asked], do: Callable[[Editing, Any], Any]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            own = await run_in_threadpool(self._desk, self._visitor(request, change=True))
            it = await _body(request, model)
            return _json(await run_in_threadpool(_alone, own, lambda: do(own, it)))

        return self._spoken(answered)

    def _read(self, look: Callable[[Editing], Any]) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            own = await run_in_threadpool(self._desk, self._visitor(request, change=False))
            return _json(await run_in_threadpool(look, own))

        return self._spoken(answered)

    def _spoken(
        self, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Turn errors into what the page shows, in both languages."""

        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except Refused as refused:
                return JSONResponse({"error": _said(refused)}, refused.status)
            except GisplanError as error:
                return JSONResponse({"error": _said(error)}, 422)

        return answered

    def _with_cookie(self, answer: Response, secret: str) -> Response:
        secure = self.address.startswith("https:")
        answer.set_cookie(self.cookie, secret, httponly=True, samesite="strict", secure=secure, path="/")
        return answer


def _alone(own: Editing, do: Callable[[], Any]) -> Any:  # noqa: ANN401 - ready for JSON
    with own.alone:  # two tabs of one browser share a draft
        return do()


async def _body(request: Request, model: type[_Asked]) -> _Asked:
    """Read what is asked.

    Raises
    ------
    Refused
        It is no JSON, or not what the address takes.
    """
    try:
        return model.model_validate_json(await request.body())
    except (ValidationError, RecursionError):
        raise Refused(400, "editor-bad-request") from None


def _said(error: GisplanError) -> dict[str, str]:
    return {language: error.said(language) for language in languages()}


def _json(value: Any) -> Response:  # noqa: ANN401 - ready for JSON
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str)
    return Response(text.encode("utf-8", "replace"), media_type="application/json")
