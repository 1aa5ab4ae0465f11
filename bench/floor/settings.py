"""The bare floor: the same server and driver, no middleware, no auth, one view."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor.urls"
MIDDLEWARE = []
