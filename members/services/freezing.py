"""A frozen wallet pays for nothing and takes no card; what comes back to it still comes in."""

from datetime import datetime

from core.actor import Actor
from core.db import atomic
from members import selectors
from members.errors import AlreadyFrozen, NotFrozen, WalletFrozen
from members.models import Member, WalletFreeze


def require_not_frozen(*, member_id: int) -> None:
    """Raises WalletFrozen."""
    if selectors.is_frozen(member_id):
        raise WalletFrozen


@atomic
def freeze_wallet(*, member_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Keep a member from spending, whatever it is. Raises AlreadyFrozen."""
    Member.objects.select_for_update(no_key=True).get(pk=member_id)
    if selectors.is_frozen(member_id):
        raise AlreadyFrozen
    WalletFreeze.objects.create(member_id=member_id, reason=reason, actor=str(actor), at=at)


@atomic
def unfreeze_wallet(*, member_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Let a member spend again. Raises NotFrozen."""
    frozen = WalletFreeze.objects.filter(member_id=member_id, lifted_at=None)
    if not frozen.update(lift_reason=reason, lifted_by=str(actor), lifted_at=at):
        raise NotFrozen
