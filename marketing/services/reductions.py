from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.db import atomic
from marketing.errors import ImpossibleSteps
from marketing.models import FullReductionOffer
from marketing.services.changes import save_logged
from marketing.services.scopes import require_scope


@atomic
def set_up_reduction(*, actor: Actor, at: datetime, **fields: Any) -> FullReductionOffer:
    """A new full reduction. Raises ValidationError for what cannot be, UnknownScope."""
    _check(fields)
    return save_logged(FullReductionOffer(), fields, actor=actor, at=at)


@atomic
def change_reduction(
    *, offer_id: int, actor: Actor, at: datetime, **fields: Any
) -> FullReductionOffer:
    """Change one, or switch it off. What has been ordered keeps what it was promised."""
    offer = FullReductionOffer.objects.select_for_update(no_key=True).get(pk=offer_id)
    _check(fields)
    return save_logged(offer, fields, actor=actor, at=at)


def _check(fields: dict[str, Any]) -> None:
    require_scope(fields.get("category_ids", ()), fields.get("sku_codes", ()))
    check_steps(fields)


def check_steps(fields: Mapping[str, Any]) -> None:
    """Raises ImpossibleSteps; forms ask before they save."""
    steps = fields.get("steps")
    if steps is None:
        return
    thresholds = [step["threshold"] for step in steps]
    if thresholds != sorted(set(thresholds)) or (fields.get("repeats") and len(steps) != 1):
        raise ImpossibleSteps
    if any(step["threshold"] < 0 or step.get("off", 0) < 0 for step in steps):
        raise ImpossibleSteps
    if any(not (step.get("off") or step.get("free_shipping")) for step in steps):
        raise ImpossibleSteps
