"""Settings of one process, from environment variables with the prefix `VROEGSIGNAAL_`."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.envelope import ZERO_OIN

CHECKOUT = Path(__file__).resolve().parents[2]
Port = Annotated[int, Field(ge=0, le=65_535)]


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _absolute_or_none(path: Path | None) -> Path | None:
    return path and _absolute(path)


class Settings(BaseSettings):
    """Everything that differs between installations.

    `process`: name under which this process reports itself (default: its service).
    `postgres_url`: libpq URL of this process's own role (for `up`: of a superuser that may create the roles).
    `kafka`: bootstrap servers, comma separated. Empty for both: the embedded servers, for synthetic data only.
    `embedded`, `embedded_broker`: the record, or the broker, is the embedded one (set by `up`).
    `kafka_security`: SASL_SSL, SASL_PLAINTEXT, SSL or PLAINTEXT, with the sign-in of this process's own user.
    `feeds`: read what partners push to topics of their own.
    Ports: 0 takes a free one; `first_port`: from where on `up` gives its processes their ports.
    `oauth_jwks`: https address or absolute path of the keys of `oauth_issuer`; empty: partners sign in with keys only.
    `drop_rest`: how long a file in the folder stays the same before it is taken.
    `drop_keep_days`: how long files stay in it after they were put away.
    `drop_folder`: where ingest finds the files that partners bring over SFTP; none: nowhere.
    Times in seconds. Keys are 32 bytes in hexadecimal.
    `connections`: at once, to one process over HTTP; `header_seconds`, `body_seconds`: how long a request may take to
    come in. `refused_keys_per_minute`: from one address, before it has to wait (docs/decisions/0039).
    """

    model_config = SettingsConfigDict(
        env_prefix="VROEGSIGNAAL_", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    process: str = ""
    home: Annotated[Path, AfterValidator(_absolute)] = CHECKOUT / ".home"
    postgres_url: str = ""
    kafka: str = ""
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    kafka_user: str = ""
    kafka_password: str = ""
    kafka_password_file: str = ""
    kafka_ca_file: str = ""
    feeds: bool = False
    embedded: bool = False
    embedded_broker: bool = False
    development_users: bool = False
    oin: Annotated[str, Field(pattern=r"^\d{20}$")] = ZERO_OIN
    bsn_key: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    hash_key: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    role_password: str = ""
    oauth_issuer: str = ""
    oauth_audience: str = ""
    oauth_jwks: str = ""
    host: str = "127.0.0.1"
    first_port: Annotated[int, Field(ge=0, le=65_000)] = 8080
    ingest_port: Port = 0
    worklist_port: Port = 0
    metrics_port: Port = 0
    log_level: str = "INFO"
    session_timeout: int = 6
    rebalance_timeout: int = 80
    drop_rest: float = 10.0
    drop_keep_days: Annotated[int, Field(ge=1)] = 30
    drop_folder: Annotated[Path | None, AfterValidator(_absolute_or_none)] = None
    batch_size: int = 1_000
    batch_seconds: float = 0.05
    relay_after: float = 3.0
    reconcile_after: float = 300.0
    reconcile_every: float = 60.0
    tick_every: float = 5.0
    connections: Annotated[int, Field(ge=1)] = 500
    header_seconds: Annotated[float, Field(gt=0)] = 10.0
    body_seconds: Annotated[float, Field(gt=0)] = 30.0
    partner_requests_per_second: Annotated[float, Field(gt=0)] = 200.0
    partner_requests_at_once: Annotated[int, Field(ge=1)] = 4
    refused_keys_per_minute: Annotated[float, Field(ge=1)] = 60.0

    @cached_property
    def source(self) -> str:
        """CloudEvents `source`: this organisation and system, never a place where data stands."""
        return f"urn:nld:oin:{self.oin}:systeem:vroegsignaal"
