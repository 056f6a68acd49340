"""What all stand-ins share: accounts, ledger, failures, courier."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from askproai.standins.delivery import Courier
from askproai.standins.failures import Failures
from askproai.standins.ledger import Ledger
from askproai.standins.signing import development_scalar

ClientAddress = tuple[str, int]
# Known to everybody: with it the demo talks to the models behind the stand-in.
OPENAI_KEY = "sk-development"
# Who has calendars at the providers of calendars, and the app password of all of them.
PEOPLE = ("anna@salon.example", "ben@salon.example", "clara@salon.example")
CALCOM_KEY = "cal_development"
CALDAV_PASSWORD = "development-app-password"  # noqa: S105


@dataclass(kw_only=True, slots=True)
class Accounts:
    """The credentials the stand-ins know; everything else is answered with 401, as the real providers do."""

    twilio: dict[str, str] = field(
        default_factory=lambda: {"AC" + "0" * 31 + "1": "development-auth-token-00000000"}
    )
    sendgrid: set[str] = field(default_factory=lambda: {"SG.development"})
    retell: set[str] = field(default_factory=lambda: {"key_development"})
    openai: set[str] = field(default_factory=lambda: {OPENAI_KEY})
    # Client id and secret of the application, as with every OAuth provider.
    google: tuple[str, str] = ("development-client", "development-secret")
    microsoft: tuple[str, str] = ("development-client", "development-secret")
    # The same at Cal.com, and API keys with whose they are.
    calcom: tuple[str, str] = ("development-client", "development-secret")
    calcom_keys: dict[str, str] = field(default_factory=lambda: {CALCOM_KEY: PEOPLE[0]})
    # App passwords by user.
    caldav: dict[str, str] = field(default_factory=lambda: dict.fromkeys(PEOPLE, CALDAV_PASSWORD))
    sendgrid_scalar: str = field(default_factory=development_scalar)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Accounts":
        """Return the accounts the application is configured with, else the development ones."""
        accounts = cls()
        sid = environment.get("TWILIO_ACCOUNT_SID") or next(iter(accounts.twilio))
        token = environment.get("TWILIO_AUTH_TOKEN") or "development-auth-token-00000000"
        return cls(
            twilio={sid: token},
            sendgrid={environment.get("SENDGRID_API_KEY") or "SG.development"},
            retell={environment.get("RETELL_API_KEY") or "key_development"},
            google=_client(environment, "GOOGLE", accounts.google),
            microsoft=_client(environment, "MICROSOFT", accounts.microsoft),
            calcom=_client(environment, "CALCOM", accounts.calcom),
            sendgrid_scalar=environment.get("SENDGRID_STANDIN_PRIVATE_KEY") or development_scalar(),
        )


def _client(environment: Mapping[str, str], name: str, default: tuple[str, str]) -> tuple[str, str]:
    return (
        environment.get(f"{name}_CLIENT_ID") or default[0],
        environment.get(f"{name}_CLIENT_SECRET") or default[1],
    )


def _cannot_drop(client: ClientAddress) -> None:
    raise RuntimeError(f"no server can drop the connection of {client}")


class World:
    """The surroundings of one running set of stand-ins."""

    def __init__(
        self, *, accounts: Accounts, app_url: str, step_seconds: float, retry_seconds: float
    ) -> None:
        self.accounts = accounts
        self.app_url = app_url
        # Time between the states of an SMS or mail: long enough to be seen, zero in tests.
        self.step_seconds = step_seconds
        self.ledger = Ledger()
        self.failures = Failures()
        self.courier = Courier(ledger=self.ledger, failures=self.failures, retry_seconds=retry_seconds)
        self.drop_connection: Callable[[ClientAddress], None] = _cannot_drop

    def absolute(self, url: str) -> str:
        """Return the URL, completed by the address of the application when it is only a path."""
        return urljoin(self.app_url, url)
