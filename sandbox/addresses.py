"""Whom the sandbox may call and where it may listen."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """True for this machine's own addresses. Names other than ``localhost`` are not looked up."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
