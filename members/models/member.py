from django.contrib.auth.hashers import is_password_usable
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.ids import uuid7

UNUSABLE_PASSWORD = "!"  # noqa: S105  (what Django's hashers never match)


class Member(models.Model):
    """Somebody who shops here. ``request.user`` of the storefront API; never of the back office."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    # None for who came by WeChat and has not proven a phone yet.
    phone = models.CharField(_("phone"), max_length=11, unique=True, null=True)  # noqa: DJ001
    nickname = models.CharField(_("nickname"), max_length=40, blank=True)
    password = models.CharField(_("password"), max_length=128, default=UNUSABLE_PASSWORD)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("member since"))
    tier = models.ForeignKey(
        "members.Tier",
        on_delete=models.PROTECT,
        related_name="members",
        null=True,
        verbose_name=_("tier"),
    )
    # Until then a tier is kept, though growth grows old.
    tier_review_at = models.DateTimeField(_("tier is reviewed at"), null=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        permissions = [
            ("view_phone", _("May see whole phone numbers")),
            ("disable_member", _("May disable members and sign them out")),
            ("adjust_balance", _("May adjust wallet balances")),
            ("grant_points", _("May grant points")),
            ("freeze_wallet", _("May freeze wallets and lift it")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phone__regex=r"^1[3-9][0-9]{9}$"), name="member_phone_is_mobile"
            ),
            models.CheckConstraint(
                condition=models.Q(tier=None, tier_review_at=None)
                | models.Q(tier__isnull=False, tier_review_at__isnull=False),
                name="member_tier_is_reviewed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tier_review_at"],
                condition=models.Q(tier__isnull=False),
                name="member_tier_review",
            )
        ]

    def __str__(self) -> str:
        return self.nickname or self.masked_phone or str(self.public_id)

    # What Django REST framework asks of a user.
    is_authenticated = True
    is_anonymous = False

    @property
    def actor(self) -> Actor:
        return Actor.member(self.pk)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""

    @property
    def has_password(self) -> bool:
        return is_password_usable(self.password)


def mask_phone(phone: str) -> str:
    """``13812345678`` -> ``138****5678``: as people see it who need not call."""
    return f"{phone[:3]}****{phone[-4:]}"
