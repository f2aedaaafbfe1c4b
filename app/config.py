"""Every setting of Taksir: type, default, environment variable and the reason it exists."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args, get_origin

PREFIX = "TAKSIR_"
DEFAULT_PORT = 8000
UPLOAD_BYTES = 20 * 1024 * 1024
FORM_BYTES = 3 * 1024 * 1024
SECRET_LENGTH = 32
WEAK_SECRETS = ("changeme", "change-me", "insecure", "password", "secret", "example", "12345678")

Environment = Literal["embedded", "development", "production"]


class ConfigError(ValueError):
    """Names every variable that keeps the application from starting, one a line."""


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError("must be one of " + ", ".join(allowed))
        return text

    return read


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return read


def _matching(pattern: str, meaning: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"must be {meaning}")
        return text

    return read


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError("must be an IP address") from None


def _database(text: str) -> str:
    text = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", text)
    if not re.match(r"sqlite:///.|postgresql\+psycopg://.", text):
        raise ValueError("must be sqlite:///PATH or postgresql://USER@HOST/NAME")
    return text


def _secret(text: str) -> str:
    weak = len(set(text)) < 10 or any(word in text.lower() for word in WEAK_SECRETS)
    if len(text) < SECRET_LENGTH or weak:
        raise ValueError(f"must be at least {SECRET_LENGTH} characters that nobody can guess")
    return text


def _secrets(text: str) -> tuple[str, ...]:
    return tuple(_secret(each) for each in text.split())


_limit = _matching(
    r"[1-9][0-9]{0,5} per ([1-9][0-9]? )?(second|minute|hour|day)", "like '240 per minute'"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the variable's text is read, and why the setting exists."""

    read: Callable[[str], object]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One installation's settings; `from_env` is the only reader of the environment."""

    env: Annotated[
        Environment,
        Setting(
            _choice("embedded", "development", "production"),
            "production demands real secrets and cookies that travel over HTTPS only",
        ),
    ] = "embedded"
    instance_path: Annotated[
        Path, Setting(Path, "holds what this installation makes: database, key, job queue")
    ] = Path("instance")
    secret_key: Annotated[
        str, Setting(_secret, "signs sessions and tokens; made once unless in production")
    ] = ""
    secret_key_fallbacks: Annotated[
        tuple[str, ...],
        Setting(_secrets, "older keys, spaces between: a changed key logs nobody out"),
    ] = ()
    database_url: Annotated[str, Setting(_database, "empty: taksir.db in the instance folder")] = ""
    redis_url: Annotated[
        str,
        Setting(
            _matching(r"(rediss?|unix)://.+", "redis://HOST:PORT/N, rediss:// or unix://"),
            "shares limits, cache and queue between processes; empty: each has its own",
        ),
    ] = ""
    host: Annotated[
        str,
        Setting(_address, "nobody outside asks this machine unless told"),
    ] = "127.0.0.1"
    port: Annotated[
        int | None, Setting(_whole(1, 65535), f"unset: {DEFAULT_PORT}, or the next that is free")
    ] = None
    threads: Annotated[
        int, Setting(_whole(1, 64), "rendering holds the interpreter: more threads only queue")
    ] = 4
    processes: Annotated[
        int, Setting(_whole(1, 64), "without Redis each process grants its share of a limit")
    ] = 1
    write_limit: Annotated[str, Setting(_limit, "writes of one user to one endpoint")] = (
        "240 per minute"
    )
    login_limit: Annotated[str, Setting(_limit, "attempts per account and address")] = (
        "10 per minute"
    )
    session_hours: Annotated[
        int, Setting(_whole(1, 720), "an unattended screen must log itself out")
    ] = 12
    poll_seconds: Annotated[
        int, Setting(_whole(1, 600), "how soon an open sheet learns what others saved")
    ] = 15
    trusted_proxy: Annotated[
        str,
        Setting(
            _address,
            "only this address may say who the client is",
        ),
    ] = ""
    metrics_token: Annotated[
        str, Setting(_secret, "a collector on another machine shows it as bearer token")
    ] = ""
    overrides: Mapping[str, object] = field(default_factory=dict)  # for tests, never from outside

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read TAKSIR_* variables; an empty value counts as unset.

        Raises ConfigError naming every unknown variable and every bad value.
        """
        values, problems = _read(environ)
        config = cls(**values)
        problems += config._missing()
        if problems:
            raise ConfigError("\n".join(sorted(problems)))
        return config

    def _missing(self) -> list[str]:
        if self.env != "production":
            return []
        required = {"SECRET_KEY": self.secret_key, "DATABASE_URL": self.database_url}
        return [
            f"{PREFIX}{key}: required in production" for key, text in required.items() if not text
        ]

    @property
    def folder(self) -> Path:
        return self.instance_path.resolve()

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.folder / 'taksir.db'}"

    def share(self, limit: str) -> str:
        """What one process grants of a limit while no store is shared."""
        count, _, rest = limit.partition(" ")
        return f"{max(1, int(count) // self.processes)} {rest}"

    def to_flask(self) -> dict[str, object]:
        """Flask's configuration; makes the instance folder and, if embedded, its key."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = self.secret_key or _kept_secret(self.folder / "secret_key")
        return {
            "TAKSIR": self,
            "SECRET_KEY": key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "MAX_CONTENT_LENGTH": UPLOAD_BYTES,
            # A pasted block of 300,000 characters, each of which may be sent as three or more.
            "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
            "SQLALCHEMY_DATABASE_URI": self.database,
            "SQLALCHEMY_ENGINE_OPTIONS": self._engine(),
            "WTF_CSRF_TIME_LIMIT": None,  # a page left open over lunch can still be saved
            **self._session(),
            **self._stores(),
            **self.overrides,
        }

    def _engine(self) -> dict[str, object]:
        if self.database.startswith("sqlite"):
            return {"connect_args": {"timeout": 5}}
        return {
            # A reading request sees one moment: rows and totals of a page never disagree.
            "isolation_level": "REPEATABLE READ",
            "pool_pre_ping": True,
            "connect_args": {"connect_timeout": 2},
        }

    def _session(self) -> dict[str, object]:
        secure = self.env == "production"
        return {
            "SESSION_COOKIE_NAME": "__Host-taksir" if secure else "taksir",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_IDLE": timedelta(hours=self.session_hours),
            # "Stay logged in"; the cookie is sent when it changes, not with every answer.
            "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
            "SESSION_REFRESH_EACH_REQUEST": False,
        }

    def _stores(self) -> dict[str, object]:
        shared = bool(self.redis_url)
        timeouts = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
        return {
            "REDIS_URL": self.redis_url or None,
            "RATELIMIT_STORAGE_URI": self.redis_url or "memory://",
            "RATELIMIT_STORAGE_OPTIONS": timeouts if shared else {},
            "RATELIMIT_STRATEGY": "moving-window",
            # A process that counts for itself grants its share.
            "WRITE_LIMIT": self.write_limit if shared else self.share(self.write_limit),
            "LOGIN_LIMIT": self.login_limit if shared else self.share(self.login_limit),
        }


def _settings() -> dict[str, tuple[Field[Any], Setting]]:
    found = ((f, get_args(f.type)) for f in fields(Config) if get_origin(f.type) is Annotated)
    return {PREFIX + f.name.upper(): (f, setting) for f, (_, setting) in found}


def _read(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    known, values, problems = _settings(), dict[str, Any](), list[str]()
    for name, text in environ.items():
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            problems.append(f"{name}: no such setting")
        elif text:
            target, setting = known[name]
            try:
                values[target.name] = setting.read(text)
            except ValueError as error:
                problems.append(f"{name}: {error}")
    return values, problems


def _kept_secret(path: Path) -> str:
    """The installation's own key, made once; whoever links it first wins."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def reference() -> list[tuple[str, str, str]]:
    """Each variable with its default and its reason, for the operations guide."""
    return [(name, str(f.default or ""), setting.why) for name, (f, setting) in _settings().items()]
