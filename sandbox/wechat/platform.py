"""What every part of the WeChat platform works with, and who people are to an app."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.state import State
from sandbox.wechat.keys import Apps


@dataclass(frozen=True)
class Platform:
    state: State
    clock: Clock
    faults: Faults
    apps: Apps

    def openid(self, person: str, app_id: str) -> str:
        """A person has another one in each app."""
        return self._id("openid", person, app_id)

    def unionid(self, person: str) -> str:
        """The same in all apps of one merchant."""
        return self._id("unionid", person)

    def _id(self, *parts: str) -> str:
        digest = sha256(b"\n".join([self.apps.salt, *(part.encode() for part in parts)])).digest()
        return "o" + urlsafe_b64encode(digest).decode()[:27]
