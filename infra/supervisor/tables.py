"""The two tables of this house, what must be done first and what then runs; and the plan that the environment asks for."""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

import psycopg

from infra import postgres
from infra.supervisor.errors import CannotStart
from infra.supervisor.plan import PROVINCE, STAGE_PATIENCE, Plan, Program, Step

ROOT = Path(__file__).resolve().parents[2]
STEPS_BACK = 5  # of the workers: while a plenary casts, the proofs of what is in wait for what is coming


def steps(home: Path, embedded: bool, database: str, demo: str) -> Iterable[Step]:
    """What must be done before anything is served, in this order."""
    renda = (sys.executable, "-m", "infra.cli")
    build = importlib.import_module("infra.assets.build")
    # Thrown-away data must not pass for set up because a file outside them says so.
    data = postgres.identity(home) if embedded else database
    yield Step("migrate", "升级数据库", lambda: _hash(data, *_contents(_schema_sources())), (*renda, "migrate"))
    yield Step("assets", "安装前端资源", build.fingerprint, (sys.executable, "-m", "infra.assets.build"))
    static = (*renda, "collectstatic", "--noinput", "--verbosity", "0")
    yield Step("static", "收集静态文件", lambda: _hash(str(home), *_signatures(_static_sources())), static)
    if demo != "none":
        yield Step("demo", "建立演示年度", lambda: _hash(data, demo), (*renda, "demo"))


def programs(port: int, owner_url: str) -> tuple[Program, ...]:
    """What runs. Only the provisioning worker may build schemas, so only it is told where the owner connects."""
    python = (sys.executable, "-m")
    celery = (*python, "celery", "-A", "infra.worker")
    worker = (*celery, "worker", "--pool", "prefork", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
    work = (*worker, "-Q", "work", "-n", "work@%h", "-c", "2")
    provisioning = (*worker, "-Q", "provisioning", "-n", "provisioning@%h", "-c", "1")
    web = ("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4")
    patience = ("--graceful-timeout", str(int(STAGE_PATIENCE) - 1), "--timeout", "60", "--no-control-socket")
    strict = ("--forwarder-headers", "")  # by default whoever asks may name the path by a header of his own
    owner = {"RENDA_DATABASE_ROLE": "owner", "DATABASE_OWNER_URL": owner_url}
    return (
        Program("web", (*python, "gunicorn", "infra.wsgi:application", *web, *patience, *strict), stage=1, vital=True),
        Program("worker", work, stage=2, niceness=STEPS_BACK),
        Program("provisioning", provisioning, 2, owner, niceness=STEPS_BACK),
        Program("relay", (*python, "infra.cli", "relay"), stage=3),
        Program("beat", (*celery, "beat", "--pidfile=", "--loglevel", "INFO"), stage=3),  # a pid file outlives a kill
    )


def _schema_sources() -> Iterable[Path]:
    """What decides how a schema looks: our migrations, other people's (by version), and who is asked for theirs."""
    for folder in ("platform", "tenants", "api", "infra"):
        yield from sorted((ROOT / folder).glob("**/migrations/*.py"))
    yield ROOT / "infra/settings/apps.py"
    yield ROOT / "infra/requirements/runtime.txt"
    yield ROOT / "infra/backend/base.py"
    yield ROOT / "platform/commons/directory/scripting.py"
    yield ROOT / "platform/commons/directory/provisioning.py"


def _static_sources() -> Iterable[Path]:
    for folder in ("platform", "tenants", "api", "admin_theme", "infra"):
        yield from sorted(file for file in (ROOT / folder).glob("**/static/**/*") if file.is_file())
    yield ROOT / "infra/requirements/runtime.txt"


def _contents(files: Iterable[Path]) -> Iterable[bytes]:
    for file in files:
        if file.exists():
            yield bytes(file.relative_to(ROOT)) + b"\0" + file.read_bytes()


def _signatures(files: Iterable[Path]) -> Iterable[str]:
    """Name, size and time instead of contents: static files are many and large."""
    for file in files:
        found = file.stat()
        yield f"{file.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}"


def _hash(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()


def the_plan(attached: bool) -> Plan:
    """What the environment asks for."""
    try:
        env = importlib.import_module("infra.settings.env")
    except ValueError:
        raise CannotStart("PORT 必须是一个数字，例如 PORT=8000。", 2) from None
    if not 0 < env.PORT < 65536:
        raise CannotStart(f"PORT={env.PORT} 不是可用的端口，请设为 1 到 65535 之间的数。", 2)
    embedded = not env.DATABASE_URL
    if not embedded and not env.DATABASE_OWNER_URL:
        raise CannotStart("设置了 DATABASE_URL，还需要 DATABASE_OWNER_URL（升级和开通机构时使用的数据库角色）。", 2)
    if not embedded:
        _refuse_shared_sessions(env.dsn(env.DATABASE_URL), whole=False)
        _refuse_shared_sessions(env.dsn(env.DATABASE_OWNER_URL), whole=True)
    addresses = (
        postgres.addresses(env.HOME) if embedded else postgres.Urls(env.DATABASE_URL, env.DATABASE_OWNER_URL, "")
    )
    demo = env.DEMO != "none"
    return Plan(
        home=env.HOME,
        port=env.PORT,
        steps=lambda: steps(env.HOME, embedded, addresses.app, env.DEMO),
        programs=programs(env.PORT, addresses.owner),
        embedded=embedded,
        environment={"DATABASE_URL": addresses.app, "DATABASE_OWNER_URL": addresses.owner},
        province=lambda: _province_host(addresses.app),
        announce=(sys.executable, "-m", "infra.cli", *(("demo", "--links") if demo else ("setup",))),
        attached=attached,
        hint="登录链接：renda demo --links" if demo else "设置链接：renda setup",
    )


def _refuse_shared_sessions(parameters: dict[str, str], *, whole: bool) -> None:
    """Better said here, before anything is started, than by each child. A database that is not there yet is waited for."""
    sessions = importlib.import_module("commons.kernel.sessions")
    try:
        sessions.prove(parameters, whole=whole)
    except sessions.SessionsShared as shared:
        raise CannotStart(str(shared), 2) from None
    except psycopg.OperationalError:
        return


def _province_host(database: str) -> str:
    """Where the province is found; before there is one, where one would look for it."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT domain FROM directory_officedomain JOIN directory_office ON code = tenant_id"
            " WHERE level = 'province' AND is_primary"
        ).fetchone()
    return found[0] if found else PROVINCE
