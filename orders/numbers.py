"""Order numbers: 20 digits, sorted by time, none guessable from its neighbour.

The shop's time to the second, then a database sequence under a keyed
permutation of eight digits: unique by construction (the UNIQUE constraint
only witnesses it), and without the key the next one is one in a hundred million.
"""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import connection

from core.clock import shop_time

_HALF = 10_000


def next_order_number(at: datetime) -> str:
    """``26112309301204817365``: an order's public identifier. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orders_number')")
        (serial,) = cursor.fetchone()
    return f"{shop_time(at):%y%m%d%H%M%S}{_scramble(serial % _HALF**2):08d}"


def _scramble(serial: int) -> int:
    """A Feistel network over two halves of four digits: a permutation of 0..99999999."""
    left, right = divmod(serial, _HALF)
    for step in range(4):
        left, right = right, (left + _digits(step, right)) % _HALF
    return left * _HALF + right


def _digits(step: int, half: int) -> int:
    key = settings.SECRET_KEY.encode()
    digest = hmac.digest(key, f"order number {step} {half}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:8]) % _HALF
