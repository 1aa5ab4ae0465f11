"""Limits at the edge: who asks, and how often they may. Costs no SQL."""

import ipaddress
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core.clock import real_now
from core.limits import Budget, spend


class BudgetThrottle(ABC, BaseThrottle):
    """Spends the budgets of a request; used up, the answer is 429 with Retry-After.

    Subclasses say whose budgets they are and under which rules.
    """

    @abstractmethod
    def budgets(self, request: Request) -> Sequence[Budget]: ...

    def allow_request(self, request: Request, view: Any) -> bool:
        spend(*self.budgets(request), at=real_now())
        return True


def client_ip(request: HttpRequest | Request) -> str:
    """The address that a request comes from, or "" where it cannot be told.

    ``X-Forwarded-For`` counts only as far as NUM_PROXIES of our own wrote it: anybody can send
    the header.
    """
    text = BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]  # reads META alone
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def client_address(request: HttpRequest | Request) -> str:
    """Whom limits count: an IPv4 address, or the /64 network of an IPv6 one, as a home or a phone
    has a whole one."""
    ip = client_ip(request)
    if ":" in ip:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return ip or "unknown"
