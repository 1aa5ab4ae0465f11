from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True)
class PresaleFailed(Event):
    """The shop cannot keep its word to one order: its deposit goes back."""

    reference: str
    at: datetime
