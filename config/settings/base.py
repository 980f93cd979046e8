"""All settings. The other modules of this package only override; every environment variable is in docs/operating/settings.md."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from config import env
from config.logs import logging_config
from config.settings.schedule import beat_schedule

ROOT = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.text("DATA_DIR") or ROOT / "var")

DEBUG = False
SITE_NAME = "Ready Room"
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, minimum=0)
DEMO = env.flag("DEMO", False)
METRICS_TOKEN = env.secret("METRICS_TOKEN")
OLDEST_JOB_WARNING_SECONDS = env.number("OLDEST_JOB_WARNING_SECONDS", 120, minimum=1)
LOG_REQUESTS = env.flag("LOG_REQUESTS", True)
LOGGING = logging_config(level=env.text("LOG_LEVEL", "INFO").upper(), as_json=env.flag("LOG_JSON", True))


def _secret_key() -> str:
    """The configured key, else one made once and kept in the data folder."""
    given = env.secret("SECRET_KEY")
    if given:
        return given
    path = DATA_DIR / "secret-key"
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    made = secrets.token_urlsafe(50)
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(made, encoding="utf-8")
    except OSError:  # a read-only folder is reported by config.checks, with the repair
        pass
    return made


SECRET_KEY = _secret_key()
SECRET_KEY_IS_GENERATED = not env.secret("SECRET_KEY")

INSTALLED_APPS = [
    "config.apps.RoofConfig",
    "config.queue.apps.QueueConfig",
    "accounts.apps.AccountsConfig",
    "courses.apps.CoursesConfig",
    "labs.apps.LabsConfig",
    "certificates.apps.CertificatesConfig",
    "portal.apps.PortalConfig",
    "accounts.users.adminsite.LookUpConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "template_partials",
]

MIDDLEWARE = [
    "config.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.users.middleware.SessionUserMiddleware",
    "accounts.users.middleware.person_middleware",
    "accounts.users.middleware.factor_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.users.middleware.RefusedFormMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.tz",
                "portal.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data ------------------------------------------------------------------------------------------------------------
_SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-20000;",
}


def _database() -> dict[str, Any]:
    url = env.secret("DATABASE_URL")
    if not url:
        with suppress(OSError):  # config.checks says how to repair it
            DATA_DIR.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "ready-room.sqlite3",
            "OPTIONS": _SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
        }
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = _SQLITE_OPTIONS
        config["CONN_MAX_AGE"] = None
    else:
        config["CONN_MAX_AGE"] = env.number("DATABASE_CONN_MAX_AGE", 600, minimum=0)
        config["CONN_HEALTH_CHECKS"] = True
        config["ENGINE"] = "config.postgresql"
        if env.flag("DATABASE_PREPARE", True):
            config.setdefault("OPTIONS", {})["prepare_threshold"] = 5
        pool = env.number("DATABASE_POOL", 0, minimum=0)
        if pool:
            config["CONN_MAX_AGE"] = 0
            config.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.secret("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "ready-room"}
    ),
}

# Queue -----------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.secret("CELERY_BROKER_URL", "django://")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"visibility_timeout": 900, "unacked_restore_interval": 1}
    if CELERY_BROKER_URL.startswith("redis")
    else {}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_DEFAULT_QUEUE = "default"
if CELERY_BROKER_URL.startswith("amqp"):
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_WORKER_DETECT_QUORUM_QUEUES = True
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = beat_schedule()
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_HEARTBEAT = 30

# People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/learn/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "accounts.users.adapters.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.users.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code is typed where the person is, so they come back to the page they wanted.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session stays; accounts.users ends all others
MFA_ADAPTER = "accounts.users.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
# Passkeys without TLS only where the address is this machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith(("http://localhost", "http://127.0.0.1"))
USERSESSIONS_TRACK_ACTIVITY = False
# How many proxies in front add X-Forwarded-For: rate limits and the sessions list need the visitor's own address.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SESSION_ENGINE = "accounts.users.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_FROM_SOURCE = False
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
# Private signing keys; a secret mount may be named here.
KEYS_DIR = Path(env.text("KEYS_DIR") or DATA_DIR / "keys")
TIMESTAMP_URL = env.text("TIMESTAMP_URL")
S3_BUCKET = env.text("S3_BUCKET")
STORAGES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
                "region_name": env.text("S3_REGION") or None,
                "access_key": env.secret("S3_ACCESS_KEY") or None,
                "secret_key": env.secret("S3_SECRET_KEY") or None,
                "querystring_auth": True,
                "file_overwrite": False,
            },
        }
        if S3_BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_DIR = ROOT / "content"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Mail ------------------------------------------------------------------------------------------------------------
# With no SMTP server set, mail stays in the local outbox page.
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Ready Room <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Avatars ---------------------------------------------------------------------------------------------------------
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL")
OPENAI_API_KEY = env.secret("OPENAI_API_KEY")
OPENAI_MODEL = env.text("OPENAI_MODEL")
OPENAI_PRICE_PROMPT = env.amount("OPENAI_PRICE_PROMPT")
OPENAI_PRICE_REPLY = env.amount("OPENAI_PRICE_REPLY")
OPENAI_CURRENCY = env.text("OPENAI_CURRENCY", "EUR")
OPENAI_MONTHLY_LIMIT = env.amount("OPENAI_MONTHLY_LIMIT")
MODEL_TOKENS_PER_LEARNER_DAY = env.number("MODEL_TOKENS_PER_LEARNER_DAY", 200000, minimum=0)
# Secrets that seal the keys of partners' endpoints, newest first. Empty: made from SECRET_KEY.
MODEL_KEY_SECRETS = [part.strip() for part in env.secret("MODEL_KEY_SECRETS").split(",") if part.strip()]
PARTNER_MODELS_ON_PRIVATE_ADDRESSES = env.flag("PARTNER_MODELS_ON_PRIVATE_ADDRESSES", False)
LABS_SCRIPTED_WORDS_PER_SECOND = env.number("LABS_SCRIPTED_WORDS_PER_SECOND", 20, minimum=0)
LABS_TRANSCRIPT_DAYS = env.number("LABS_TRANSCRIPT_DAYS", 730, minimum=0)
# How long what is kept, in days; 0 stops a clock. accounts/privacy/clocks.py is the table.
MAIL_TEXT_DAYS = env.number("MAIL_TEXT_DAYS", 180, minimum=0)
AUDIT_WORDS_DAYS = env.number("AUDIT_WORDS_DAYS", 1825, minimum=0)
SIGN_IN_DAYS = env.number("SIGN_IN_DAYS", 180, minimum=0)
INVITATION_DAYS = env.number("INVITATION_DAYS", 180, minimum=0)
EVIDENCE_DAYS = env.number("EVIDENCE_DAYS", 365, minimum=0)
DIAGNOSTICS_DAYS = env.number("DIAGNOSTICS_DAYS", 730, minimum=0)
CERTIFICATES_TWO_PEOPLE_FROM = env.number("CERTIFICATES_TWO_PEOPLE_FROM", 10, minimum=0)
LABS_SAMPLE_PERCENT = env.number("LABS_SAMPLE_PERCENT", 20, minimum=0)
