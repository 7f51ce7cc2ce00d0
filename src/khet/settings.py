"""The composition root: lists the packages and reads the environment. Nothing else knows them all."""

from pathlib import Path
from typing import Any

from django.urls import reverse_lazy

from khet.kernel import environment as env
from khet.kernel.database import database_from_url

HOME = env.home()
SOURCE = Path(__file__).resolve().parent
DEBUG = env.flag("KHET_DEBUG")
SECRET_KEY = env.secret("KHET_SECRET_KEY")
# Keyed hashes and encryption of citizen numbers use their own key, so that the web key may be rotated alone.
IDENTITY_KEY = env.secret("KHET_IDENTITY_KEY")
ALLOWED_HOSTS = env.words("KHET_HOSTS", "127.0.0.1 localhost [::1]")
PUBLIC_URL = env.text("KHET_PUBLIC_URL", "http://127.0.0.1:8000")
BEHIND_TLS = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if BEHIND_TLS else []
if env.flag("KHET_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

FLOORS = ["audit", "ui", "files", "jobs", "numbers", "paper", "calendar", "notify", "search", "org", "work"]
CAPABILITIES = ["saraban", "collect", "insight"]
ROOF = ["portal", "seed"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    *(f"khet.{name}" for name in [*FLOORS, *CAPABILITIES, *ROOF]),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "khet.ui.middleware.security_headers",
    "khet.kernel.sqlite.patience.patient",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "khet.org.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "khet.org.accounts.machines.machine",
    "khet.org.middleware.actor",
    "khet.ui.middleware.clean_text",
    "khet.org.middleware.once",
    "khet.portal.middleware.first_time",
    "khet.ui.middleware.refusals",
]
ROOT_URLCONF = "khet.urls"
WSGI_APPLICATION = "khet.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "org" / "templates"],  # ours before allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "khet.ui.chrome.context",
            ],
            "builtins": ["template_partials.templatetags.partials", "khet.ui.templatetags.ui"],
        },
    }
]
DATABASES = {"default": database_from_url(env.text("KHET_DATABASE_URL"), home=HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "org.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Counters of tries are shared by all workers and outlive them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "khet_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "khet.org.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "khet.org.accounts.passwords.NotCommon"},
    {"NAME": "khet.org.accounts.passwords.NotLikeTheName", "OPTIONS": {"user_attributes": ("username", "email")}},
    {"NAME": "khet.org.accounts.passwords.NotOnlyDigits"},
]
ACCOUNT_ADAPTER = "khet.org.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_FORMS = {
    "login": "khet.org.accounts.forms.SignInForm",
    "reauthenticate": "khet.org.accounts.forms.ReauthenticateForm",
    "change_password": "khet.org.accounts.forms.ChangePasswordForm",
    "set_password": "khet.org.accounts.forms.SetPasswordForm",
}
# A whole school may stand behind one address: per address generous, per account tight.
ACCOUNT_RATE_LIMITS = {
    "login": "240/m/ip",
    "login_failed": "40/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "start": "20/m/ip,200/d/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("KHET_BEHIND_PROXY") else 0
SOCIALACCOUNT_ADAPTER = "khet.org.accounts.oidc.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "khet.org.accounts.oidc.provider.StrictProvider"}}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
OIDC_FROM_ENVIRONMENT = (
    {
        "key": "oidc",
        "name": env.text("KHET_OIDC_NAME", "เข้าด้วยบัญชีหน่วยงาน"),
        "server_url": env.text("KHET_OIDC_URL"),
        "client_id": env.text("KHET_OIDC_CLIENT_ID"),
        "secret_plain": env.text("KHET_OIDC_SECRET"),
        "scopes": env.text("KHET_OIDC_SCOPES", "openid"),
        "pid_claim": env.text("KHET_OIDC_PID_CLAIM"),
    }
    if env.text("KHET_OIDC_URL")
    else None
)
IDP_OIDC_ADAPTER = "khet.org.accounts.oidc.idp.ProviderAdapter"
MFA_ADAPTER = "khet.org.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "240/m/ip"}
MFA_FORMS = {
    "authenticate": "khet.org.accounts.forms.SecondStepForm",
    "reauthenticate": "khet.org.accounts.forms.SecondStepAgainForm",
    "activate_totp": "khet.org.accounts.forms.ActivateAppForm",
    "add_webauthn": "khet.org.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "khet.org.accounts.forms.EditPasskeyForm",
}

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000
FILE_UPLOAD_TEMP_DIR = None
FILES_ROOT = HOME / "files"
FILES_MAX_BYTES = env.number("KHET_FILE_MAX_MB", 50) * 1024 * 1024
FILES_S3 = (
    {
        "url": env.text("KHET_S3_URL"),
        "bucket": env.text("KHET_S3_BUCKET", "khet"),
        "key": env.text("KHET_S3_KEY"),
        "secret": env.text("KHET_S3_SECRET"),
        "region": env.text("KHET_S3_REGION"),
    }
    if env.text("KHET_S3_URL")
    else None
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_NAME = "khet"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "khet.ui.errors.csrf_failed"
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "khet.org.accounts.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("KHET_LOG", "WARNING")},
}
