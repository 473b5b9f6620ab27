"""The editor against the attacks themselves: each is tried on a real socket, as its author would."""

from __future__ import annotations

import http.client
import socket

import pytest

from gisplan.editor import gate, patience
from gisplan.editor.gate import MOST_BYTES, MOST_UPLOAD
from gisplan.editor.guard import SESSIONS, Guard, Refused, hash_of
from gisplan.editor.serving import MOST_AT_ONCE, Place, serve
from gisplan_errors import GisplanError
from tests.gisplan.editor.conftest import Browser, raw, served

CHANGE = {"keys": ["PP-1"], "values": {"bays": 1}}


def rows(editor):
    return editor.store.read().frame.set_index("site_id")


def test_nobody_comes_in_without_a_link(editor):
    stranger = Browser(editor.address)
    assert stranger.ask("/")[0] == 401
    for path in ("/api/whole", "/api/log", "/api/lint", "/api/ground", "/api/changes"):
        assert stranger.ask(path)[0] == 401
    assert stranger.ask("/api/do/edit", CHANGE)[0] == 401
    assert stranger.ask("/?token=guess")[0] == 403


def test_the_first_link_works_once(editor):
    link = editor.links[0]
    assert Browser(editor.address).come_in(link).page["role"] == "editor"
    assert Browser(editor.address).ask(link.removeprefix(editor.address))[0] == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(editor):
    told = Browser(editor.address).ask(editor.links[0].removeprefix(editor.address))[2]["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in told.split(";")}


def test_a_link_to_read_works_for_many_and_changes_nothing(editor):
    for _ in range(2):
        reader = Browser(editor.address).come_in(editor.links[1])
        assert reader.page["role"] == "reader"
        assert reader.ask("/api/whole")[0] == 200
        for name, asked in (
            ("edit", CHANGE),
            ("save", {"who": "x", "why": "y"}),
            ("undo", {}),
            ("discard", {}),
        ):
            assert reader.ask(f"/api/do/{name}", asked)[0] == 403
        assert reader.ask("/api/link", {"role": "editor"})[0] == 403
        assert reader.ask("/api/import/look", b"a,b\n", headers={"Content-Type": "text/csv"})[0] == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "localhost.evil"]
)
def test_a_name_that_was_bound_to_this_machine_is_another_site(editor, host):
    """DNS rebinding: the browser believes it still talks to the attacker's host, and says so."""
    own = editor.browser()
    assert own.ask("/api/whole", headers={"Host": host})[0] == 421
    assert own.ask("/api/do/edit", CHANGE, headers={"Host": host})[0] == 421


def test_two_hosts_or_none_are_refused(editor):
    host = editor.address.removeprefix("http://")
    assert " 421" in raw(
        editor.address, f"GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil\r\n\r\n"
    ) or " 400" in raw(editor.address, f"GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil\r\n\r\n")
    assert " 200" not in raw(editor.address, "GET / HTTP/1.0\r\n\r\n")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_site_cannot_change_anything_through_the_browser(editor, headers):
    """Cross-site request forgery: the cookie is there, the page that asks is another one."""
    own = editor.browser()
    assert own.ask("/api/do/edit", CHANGE, headers=headers)[0] == 403
    assert own.ask("/api/whole")[1]["counts"]["changed"] == 0


def test_a_change_must_repeat_what_only_the_page_knows(editor):
    own, other = editor.browser(), editor.browser()
    for token in (None, "", "guess", other.page["csrf"]):
        assert own.ask("/api/do/edit", CHANGE, headers={"X-Gisplan-Csrf": token})[0] == 403
    assert own.ask("/api/do/edit", CHANGE)[0] == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_a_plain_form_can_send_is_no_request(editor, kind):
    assert editor.browser().ask("/api/do/edit", CHANGE, headers={"Content-Type": kind})[0] == 415


def test_another_site_reads_nothing(editor):
    own = editor.browser()
    apart = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
    assert own.ask("/api/whole", headers=apart)[0] == 403
    assert own.ask("/assets/start.js", headers=apart)[0] == 403
    told = own.ask("/api/whole")[2]
    assert "access-control-allow-origin" not in told
    assert told["cross-origin-resource-policy"] == "same-origin"


def test_the_page_runs_its_own_scripts_alone_and_in_no_frame(editor):
    told = editor.browser().ask("/")[2]
    policy = told["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "no-referrer"
    assert told["cache-control"] == "no-store"
    assert "server" not in told


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../editing.py",
        "/assets/..%2fediting.py",
        "/assets/%2e%2e/%2e%2e/guard.py",
        "/assets/%2fetc%2fpasswd",
        "/assets/editor.html.j2",
        "/assets/start.js%00.css",
        "/assets/",
        "/etc/passwd",
        "//etc/passwd",
        "/api/whole/../../etc/passwd",
    ],
)
def test_no_path_from_outside_is_opened(editor, path):
    status, text, _ = editor.browser().ask(path)
    assert status == 404
    assert "root:" not in str(text)


def test_a_row_named_like_a_path_is_a_row(editor, tmp_path):
    own = editor.browser()

    def there():  # beside the journal of the draft, whose name is made by the server
        return sorted(path.name for path in tmp_path.rglob("*") if path.parent.name != "drafts")

    before = there()
    key = "../../../etc/passwd"
    own.do("add", lon=117.0, lat=39.1, values={"site_id": key, "name_zh": "x"})
    assert key in own.ask("/api/whole")[1]["keys"]
    assert there() == before
    (kept,) = (tmp_path / "drafts").iterdir()
    assert kept.stem.isalnum()


@pytest.mark.parametrize(("path", "most"), [("/api/do/edit", MOST_BYTES), ("/api/import/look", MOST_UPLOAD)])
def test_what_is_too_large_is_not_read(editor, path, most):
    own = editor.browser()
    kind = {"Content-Type": "text/csv"} if "import" in path else {}
    assert own.ask(path, b"", headers={**kind, "Content-Length": str(most + 1)}, method="POST")[0] == 413


def test_a_body_that_says_no_length_is_counted(editor):
    own = editor.browser()
    way = http.client.HTTPConnection(own.host, timeout=30)
    headers = {"Cookie": own.cookie, "Origin": own.address, "X-Gisplan-Csrf": own.page["csrf"]}
    headers |= {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    way.request("POST", "/api/do/edit", iter([b"x" * 100_000] * 40), headers, encode_chunked=True)
    assert way.getresponse().status == 413
    way.close()


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10"])
def test_a_length_that_is_no_number_is_refused(editor, length):
    host = editor.address.removeprefix("http://")
    line = raw(editor.address, f"POST /login HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n")
    assert " 400" in line


def test_a_head_without_end_is_cut_off(editor):
    host = editor.address.removeprefix("http://")
    assert " 400" in raw(editor.address, f"GET / HTTP/1.1\r\nHost: {host}\r\nX: {'a' * 100_000}")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(editor, method):
    assert editor.browser().ask("/api/whole", method=method)[0] == 405


@pytest.mark.parametrize(
    "asked",
    [
        {"keys": ["PP-1"], "values": {"bays": {"$gt": 1}}},
        {"keys": ["PP-1"], "values": {"bays": [1]}},
        {"keys": ["PP-1"], "values": {"no_such": 1}},
        {"keys": ["PP-1"], "values": {"name_zh": "x" * 3_000}},
        {"keys": ["no such"], "values": {"bays": 1}},
        {"keys": "PP-1", "values": {"bays": 1}},
        {"keys": [], "values": {"bays": 1}},
        {"keys": ["PP-1"], "values": {"bays": 1}, "more": 1},
        {},
        [],
        None,
    ],
    ids=str,
)
def test_what_the_page_would_not_ask_is_refused_and_said(editor, asked):
    own = editor.browser()
    status, said, _ = own.ask("/api/do/edit", asked if asked is not None else b"null")
    assert status in {400, 422}
    assert said["error"]["zh"]
    assert said["error"]["en"]


@pytest.mark.parametrize("text", [b"[" * 100_000, b"{", b"\xff\xfe", b'{"keys": NaN}'])
def test_what_is_no_json_is_refused(editor, text):
    assert editor.browser().ask("/api/do/edit", text)[0] == 400


def test_markup_in_a_row_never_becomes_markup_of_the_page(editor):
    own = editor.browser()
    own.do("edit", keys=["PP-1"], values={"name_zh": "</script><script>alert(1)</script>"})
    assert "<script>alert" not in own.ask("/")[1]
    assert own.ask("/api/whole")[2]["content-type"] == "application/json"
    # and no plan would take it: the store refuses the row by name
    status, said, _ = own.ask("/api/do/save", {"who": "x", "why": "y", "choice": {}})
    assert status == 422
    assert "PP-1" in said["error"]["zh"]


def test_an_address_that_others_reach_needs_a_password():
    for host in ("0.0.0.0", "192.0.2.1", "::"):  # noqa: S104 - refused
        with pytest.raises(GisplanError, match="password"):
            serve(None, Place(host=host), "en", lambda *_: None)
    with pytest.raises(GisplanError, match="--name"):
        serve(None, Place(host="0.0.0.0", password_hash=hash_of("correct horse")), "en", lambda *_: None)  # noqa: S104


def test_the_password_opens_the_door_and_only_its_hash_is_kept(tmp_path, monkeypatch):
    hashed = hash_of("correct horse battery")
    assert hashed.startswith("$argon2id$")
    editor, end = served(tmp_path, monkeypatch, password_hash=hashed)
    try:
        own = Browser(editor.address)
        assert own.ask("/")[0] == 200
        assert own.ask("/login", {"password": "wrong"})[0] == 403
        assert own.ask("/api/whole")[0] == 401
        status, _, told = own.ask("/login", {"password": "correct horse battery"})
        assert status == 200
        own.cookie = told["set-cookie"].partition(";")[0]
        assert own.ask("/api/whole")[0] == 200
        # an address of another site cannot log a browser in
        assert own.ask("/login", {"password": "x"}, headers={"Origin": "http://evil.example"})[0] == 403
    finally:
        end()


def test_guessing_passwords_has_to_wait():
    now = [0.0]
    guard = Guard(hash_of("correct horse battery"), clock=lambda: now[0])
    said = []
    for _ in range(7):
        with pytest.raises(Refused) as refused:
            guard.log_in("guess")
        said.append(refused.value.status)
    assert said == [403] * 5 + [429] * 2
    with pytest.raises(Refused):
        guard.log_in("correct horse battery")
    now[0] = 61.0
    assert guard.log_in("correct horse battery")


def test_without_a_password_nobody_logs_in(editor):
    assert Browser(editor.address).ask("/login", {"password": ""})[0] == 403


def test_a_short_password_and_a_file_that_is_no_hash_are_refused(tmp_path):
    from gisplan.editor.guard import read_hash

    with pytest.raises(GisplanError, match="too short"):
        hash_of("short")
    (tmp_path / "p").write_text("my password")
    with pytest.raises(GisplanError, match="Argon2"):
        read_hash(tmp_path / "p")


def test_sessions_end_by_silence_and_cannot_pile_up():
    now = [0.0]
    guard = Guard(clock=lambda: now[0])
    token = guard.invite("reader", once=False)
    first = guard.enter(token)
    for _ in range(SESSIONS):
        now[0] += 1
        last = guard.enter(token)
    assert guard.visitor(first) is None
    assert guard.visitor(last) is not None
    now[0] += 13 * 3600
    assert guard.visitor(last) is None


def test_readers_do_not_push_editors_out():
    now = [0.0]
    guard = Guard(clock=lambda: now[0])
    first = guard.enter(guard.invite("editor", once=True))
    token = guard.invite("reader", once=False)
    for _ in range(2 * SESSIONS):
        now[0] += 1
        guard.enter(token)
    assert guard.visitor(first) is not None
    for _ in range(SESSIONS):
        now[0] += 1
        last = guard.enter(guard.invite("editor", once=True))
    assert guard.visitor(first) is None  # editors among themselves: the longest silent one
    with pytest.raises(Refused) as refused:
        guard.enter(token)
    assert refused.value.status == 429
    assert guard.visitor(last) is not None


def test_connections_that_ask_for_nothing_keep_nobody_out(tmp_path, monkeypatch):
    """Slow loris: as many as the server takes at once, none of which ever ends its head."""
    monkeypatch.setattr(patience, "HEAD_S", 1.5)
    editor, end = served(tmp_path, monkeypatch)
    held = []
    try:
        host, _, port = editor.address.removeprefix("http://").rpartition(":")
        for _ in range(MOST_AT_ONCE + 4):
            held.append(socket.create_connection((host, int(port)), timeout=10))
            held[-1].sendall(b"GET / HTTP/1.1\r\nX: ")
        assert held[0].recv(100) == b""  # it was closed
        assert editor.browser().ask("/api/whole")[0] == 200
    finally:
        for one in held:
            one.close()
        end()


def test_a_body_that_never_ends_is_given_up(editor, monkeypatch):
    monkeypatch.setattr(gate, "BODY_S", 0.2)
    own = editor.browser()
    head = (
        f"POST /api/do/undo HTTP/1.1\r\nHost: {own.host}\r\nOrigin: {own.address}\r\nCookie: {own.cookie}\r\n"
    )
    head += (
        f"X-Gisplan-Csrf: {own.page['csrf']}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n"
    )
    assert " 408" in raw(own.address, head + "{")


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3"])
def test_a_formula_of_a_table_that_is_brought_in_stays_a_text(editor, cell):
    own = editor.browser()
    table = f'id,name,lon,lat\nN-1,"{cell}",117.02,39.12\n'
    own.ask("/api/import/look", table.encode(), headers={"Content-Type": "text/csv"})
    columns = {"id": "site_id", "name": "name_zh", "lon": "lon", "lat": "lat"}
    own.do("import", columns=columns, stated={"origin": "survey", "source": "x", "as_of": "2026"})
    whole = own.ask("/api/whole")[1]
    assert whole["columns"]["name_zh"][whole["keys"].index("N-1")] == cell


def test_read_only_has_no_link_to_edit(tmp_path, monkeypatch):
    editor, end = served(tmp_path, monkeypatch, read_only=True)
    try:
        assert editor.links[0] == ""
        assert Browser(editor.address).come_in(editor.links[1]).page["role"] == "reader"
    finally:
        end()
