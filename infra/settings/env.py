"""The only reader of os.environ. Fails at start with the list of what is missing."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("RENDA_HOME", ROOT / ".renda")).resolve()
PORT = int(os.environ.get("PORT", "8000"))
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
# Which role this process works as: `renda migrate` and nothing else that serves people is the owner.
DATABASE_ROLE = os.environ.get("RENDA_DATABASE_ROLE", "app")
BROKER_URL = os.environ.get("BROKER_URL", "")
SENTRY_DSN = os.environ.get("SENTRY_DSN", "")
DEMO = os.environ.get("DEMO", "jiangmen")
# Days that an archived office is kept before it may be deleted.
RETENTION_DAYS = int(os.environ.get("RENDA_RETENTION_DAYS", "180"))
BASE_DOMAIN = os.environ.get("RENDA_BASE_DOMAIN", "localhost")


class Missing(SystemExit):
    def __init__(self, names: list[str]) -> None:
        super().__init__("缺少环境变量：" + "、".join(names) + "。请设置后重新启动。")


def require(*names: str) -> None:
    """Stop with the whole list of what is missing, not with the first of it."""
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise Missing(missing)


def secret(name: str, *, length: int = 32) -> bytes:
    """A secret from the environment (hex), or one made once and kept under RENDA_HOME, readable by its owner only."""
    given = os.environ.get(name)
    if given:
        return bytes.fromhex(given)
    path = HOME / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(length))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # the first process wins; the others read what it wrote
        draft.unlink()
    return bytes.fromhex(path.read_text().strip())


def dsn(url: str) -> dict[str, str]:
    """libpq parameters of a `postgresql://` URL, socket folders (`?host=/…`) included."""
    if not url:
        return {}
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    found = {
        "host": unquote(parts.hostname or "") or query.pop("host", ""),
        "port": str(parts.port or query.pop("port", "") or ""),
        "user": unquote(parts.username or "") or query.pop("user", ""),
        "password": unquote(parts.password or "") or query.pop("password", ""),
        "dbname": unquote(parts.path.lstrip("/")) or query.pop("dbname", ""),
    }
    return {key: value for key, value in {**found, **query}.items() if value}
