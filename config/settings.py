"""Settings. Everything that differs between installations comes from the environment."""

from pathlib import Path

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from config.environment import Environment, fernet_keys, one_of, time_zone
from config.schedule import BEAT_SCHEDULE
from core.rules import constance_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DEBUG = env.bool("DEBUG", default=False)
# DEMO lets `manage.py shift_clock` move the shop's clock and shows one-time codes instead of
# sending them. Never set it where real money moves; `check --deploy` refuses it.
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY")
# Fernet keys (url-safe base64 of 32 bytes), newest first; they encrypt credentials at rest.
CREDENTIALS_KEYS = env("CREDENTIALS_KEY", cast=fernet_keys)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where providers reach us: notification addresses are built from it.
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="http://127.0.0.1:8000")
# Where shoppers buy: providers lead them back to it, and WeChat tells its pages who they are.
STOREFRONT_URL = env.str("STOREFRONT_URL", default=f"{PUBLIC_BASE_URL}/shop/")
WECHATPAY_BASE_URL = env.str("WECHATPAY_BASE_URL", default="https://api.mch.weixin.qq.com")
ALIPAY_BASE_URL = env.str("ALIPAY_BASE_URL", default="https://openapi.alipay.com/gateway.do")
# Where the providers' sandbox has its cashier, for the demo shop to lead there.
SANDBOX_URL = env.str("SANDBOX_URL", default="")
# The WeChat platform, which tells who a shopper is: its API, and the pages that shoppers see.
WECHAT_BASE_URL = env.str("WECHAT_BASE_URL", default="https://api.weixin.qq.com")
WECHAT_OPEN_BASE_URL = env.str("WECHAT_OPEN_BASE_URL", default="https://open.weixin.qq.com")
# The shop's mini-program and its official account; without an id, nobody signs in that way.
WECHAT_APPS = {
    "mini": (
        env.str("WECHAT_MINI_APP_ID", default=""),
        env.str("WECHAT_MINI_APP_SECRET", default=""),
    ),
    "official": (
        env.str("WECHAT_OFFICIAL_APP_ID", default=""),
        env.str("WECHAT_OFFICIAL_APP_SECRET", default=""),
    ),
}
# Kuaidi100 follows parcels where it has an account: its number and key, and a salt of our own
# making (up to 32 characters) by which pushes are told from forgeries.
KUAIDI100_BASE_URL = env.str("KUAIDI100_BASE_URL", default="https://poll.kuaidi100.com")
KUAIDI100_CUSTOMER = env.str("KUAIDI100_CUSTOMER", default="")
KUAIDI100_KEY = env.str("KUAIDI100_KEY", default="")
KUAIDI100_SALT = env.str("KUAIDI100_SALT", default="")

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.constance",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "pgtrigger",
    "constance",
    "core",
    "ledger",
    "products",
    "members",
    "marketing",
    "orders",
    "payments",
    "logistics",
    "backoffice",
    "demo",
    "storefront",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "core.middleware.ForMachines",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    # What refuses a request comes after what knows its language.
    "core.middleware.ReadableAddressMiddleware",
    "core.middleware.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- data ---------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.db("DATABASE_URL"),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        # PgBouncer in transaction mode keeps no session, hence no cursor outside a transaction.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "dingdan",
    }
}

CONSTANCE_BACKEND = "constance.backends.database.DatabaseBackend"
CONSTANCE_DATABASE_CACHE_BACKEND = "default"
# Whoever has the permission sees and changes the rules.
CONSTANCE_SUPERUSER_ONLY = False
CONSTANCE_ADDITIONAL_FIELDS, CONSTANCE_CONFIG, CONSTANCE_CONFIG_FIELDSETS = constance_settings(
    "core", "products", "members", "marketing", "orders", "payments", "logistics"
)

# --- people -------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.StaffUser"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# The class that sends one-time codes to phones: see members/channels/base.py.
SIGN_IN_CODE_SENDER = env.str(
    "SIGN_IN_CODE_SENDER", default="members.channels.demo.DemoSender" if DEMO else ""
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]
# python-alipay-sdk stamps naive local time, so the process runs on China's clock.
TIME_ZONE = "Asia/Shanghai"
# The calendar of the shop: settlement days, order numbers, "noon on payment day".
SHOP_TIME_ZONE = env("SHOP_TIME_ZONE", cast=time_zone, default="Asia/Shanghai")
SHOP_NAME = env.str("SHOP_NAME", default="Dingdan")
CURRENCY = "CNY"

# --- web ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Serves straight from the apps' folders, so that `make up` needs no collectstatic.
WHITENOISE_USE_FINDERS = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# HTTPS is on unless the installation says that it speaks plain HTTP (loopback, tests).
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["members.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ProblemAwareSchema",
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.NewestFirst",
    "DEFAULT_THROTTLE_CLASSES": ["members.api.throttling.RequestThrottle"],
    # How many proxies of our own stand before us and write X-Forwarded-For.
    "NUM_PROXIES": env.int("TRUSTED_PROXIES", default=0),
    "EXCEPTION_HANDLER": "core.api.problems.render_problem",
    "UNAUTHENTICATED_USER": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Dingdan storefront API",
    "DESCRIPTION": (BASE_DIR / "core" / "api" / "conventions.md").read_text(),
    "VERSION": "1.0.0",
    "TAGS": [  # in the order of the page
        {"name": name}
        for name in (
            *("Sign-in", "Catalogue", "Promotions", "Cart", "Checkout", "Orders", "Payments"),
            *("Account", "Addresses", "Wallet", "Top-ups"),
            *("Stored-value cards", "Tiers and growth", "Inbox"),
        )
    ],
    # The pages of /api/docs/ load nothing from elsewhere.
    "REDOC_DIST": "SIDECAR",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    # Fields that share a name, told apart by what they are of.
    "ENUM_NAME_OVERRIDES": {
        "OrderStatus": "orders.lifecycle.OrderStatus",
        "DealKind": "marketing.deals.DealKind",
        "CouponKind": "marketing.pricing.CouponKind",
        "PriceKind": "marketing.pricing.PriceKind",
        "ReductionKind": "marketing.pricing.ReductionKind",
        "FlashSaleState": "marketing.models.FlashSaleState",
        "InstalmentStatus": "orders.lifecycle.InstalmentStatus",
        "AttemptStatus": "payments.lifecycle.AttemptStatus",
        "PaymentMethod": "payments.channels.METHODS",
        "RefundKind": "payments.lifecycle.RefundKind",
        "RefundLegStatus": "payments.lifecycle.LegStatus",
        "GroupTeamStatus": "marketing.lifecycle.TeamStatus",
        "RefundLineKind": "payments.lifecycle.RefundLineKind",
        "TopUpPurpose": "payments.models.TopUpPurpose",
        "TopUpStatus": "payments.lifecycle.TopUpStatus",
        "ShipmentStatus": "logistics.lifecycle.ShipmentStatus",
        "ProductKind": "products.models.ProductKind",
    },
}

UNFOLD = {
    "SITE_TITLE": SHOP_NAME,
    "SITE_HEADER": SHOP_NAME,
    "SITE_SUBHEADER": _("Back office"),
    "SITE_URL": None,
    "SITE_ICON": lambda request: static("backoffice/icon.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("backoffice/icon.svg"),
        }
    ],
    "STYLES": [lambda request: static("backoffice/backoffice.css")],
    "LOGIN": {"form": "members.forms.StaffSignInForm"},
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": False,
    "DASHBOARD_CALLBACK": "backoffice.home.home",
    "SIDEBAR": {"navigation": "backoffice.navigation.sidebar"},
    "COLORS": {
        "primary": {
            "50": "#eef3ff",
            "100": "#dbe4ff",
            "200": "#bccdff",
            "300": "#8eabff",
            "400": "#5c80fb",
            "500": "#3a5cf0",
            "600": "#2447d8",
            "700": "#1d39ae",
            "800": "#1d338a",
            "900": "#1c2f6e",
            "950": "#141e45",
        }
    },
}

# --- jobs ---------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_TIME_LIMIT = 240
# A job whose worker was killed comes back after this; it stays above the longest task and no
# task carries an ETA, so that nothing runs twice at once.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# --- logs ---------------------------------------------------------------------------------

LOG_FORMAT = env("LOG_FORMAT", cast=one_of("json", "plain"), default="plain" if DEBUG else "json")
LOG_LEVEL = env(
    "LOG_LEVEL", cast=one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), default="INFO"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"cause": {"()": "core.logs.AddCause"}},
    "formatters": {
        "json": {"()": "core.logs.JsonFormatter"},
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s [%(cause)s] %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["cause"],
            "formatter": LOG_FORMAT,
        }
    },
    # At DEBUG it logs whole addresses, and WeChat's carry the apps' secrets.
    "loggers": {"urllib3": {"level": "INFO"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
