"""Where a layer stands: a GeoPackage by its path, or a table of PostgreSQL by its URL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from gisplan_errors import LayerError
from gisplan_words import listed, message

if TYPE_CHECKING:
    from sqlalchemy import URL

SCHEMES: Final = ("postgresql", "postgres")
QUERY: Final = ("schema", "sslmode")
"""What a URL may say besides: libpq knows further words, some of which name files."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a layer stands.

    Attributes
    ----------
    path
        A GeoPackage; None for a server.
    table
        Name of the table; empty for the one layer of a GeoPackage, or the layer's own name on a server.
    host, port, user, password, database, schema, sslmode
        Of a server; blank is what libpq takes: its variables (``PGUSER`` …) and ``~/.pgpass``.
    """

    path: Path | None
    table: str = ""
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = ""
    database: str = ""
    schema: str = "public"
    sslmode: str = ""

    @property
    def shown(self) -> str:
        """The address as it may be printed and kept: without its password."""
        table = f"#{self.table}" if self.table else ""
        if self.path is not None:
            return f"{self.path}{table}"
        user = f"{quote(self.user)}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        schema = f"?schema={quote(self.schema)}" if self.schema != "public" else ""
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        return f"postgresql://{user}{host}{port}/{quote(self.database)}{schema}{table}"

    def sqlalchemy(self) -> URL:
        """Give the address as SQLAlchemy takes it.

        Raises
        ------
        ImportError
            SQLAlchemy or psycopg is not installed.
        """
        import psycopg  # noqa: F401, PLC0415 - the extra [postgis]
        from sqlalchemy import URL  # noqa: PLC0415

        return URL.create(
            "postgresql+psycopg",
            username=self.user or None,
            password=self.password or None,
            host=self.host or None,
            port=self.port,
            database=self.database or None,
            query={"sslmode": self.sslmode} if self.sslmode else {},
        )


def is_url(text: str) -> bool:
    """Tell whether a text is the URL of a server."""
    return text.partition("://")[0].lower() in SCHEMES and "://" in text


def parse_address(text: str, base: Path | None = None) -> Address:
    """Give the address that a text names: ``postgresql://user@host/database#table`` or ``sites.gpkg#table``.

    Parameters
    ----------
    text
        The URL or path.
    base
        Folder that a relative path is seen from.

    Raises
    ------
    LayerError
        It is neither, or the URL says what is not known.
    """
    if not is_url(text):
        name, _, table = text.partition("#")
        if "://" in name or not name.lower().endswith(".gpkg"):
            raise LayerError(message("store-address", text=text))
        return Address((base or Path()) / name, table)
    try:
        parts = urlsplit(text)
        said = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        port = parts.port
        place = parts.netloc.rpartition("@")[2]  # `hostname` would be in small letters, as no path may be
        host = place.removesuffix(f":{port}").strip("[]")
    except ValueError:
        raise LayerError(message("store-address", text=text.rpartition("@")[2])) from None
    if strange := sorted(set(said) - set(QUERY)):
        raise LayerError(message("store-query", name=strange[0], known=listed(QUERY)))
    return Address(
        None,
        table=unquote(parts.fragment),
        host=unquote(host),
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.lstrip("/")),
        schema=said.get("schema", "public"),
        sslmode=said.get("sslmode", ""),
    )
