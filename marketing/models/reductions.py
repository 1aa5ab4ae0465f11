from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from marketing.models.scoped import Scoped
from marketing.pricing import Bearer, FullReduction, ReductionStep


class FullReductionOffer(Scoped):
    """满减 as staff set it up. ``steps``: ``[{"threshold": 30000, "off": 4000,
    "free_shipping": false}]``, rising, amounts in fen."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    is_enabled = models.BooleanField(_("enabled"), default=True)
    steps = models.JSONField(_("steps"))
    repeats = models.BooleanField(
        _("repeats"), default=False, help_text=_("For each full threshold again.")
    )
    cap_amount = models.BigIntegerField(_("at most"), null=True, blank=True)
    stacking_group = models.CharField(
        _("stacking group"),
        max_length=30,
        blank=True,
        help_text=_("Of the reductions of one group only the best applies."),
    )
    exclusive = models.BooleanField(
        _("exclusive"), default=False, help_text=_("Not with other reductions, not with coupons.")
    )
    priority = models.SmallIntegerField(
        _("priority"), default=0, help_text=_("Small numbers are applied first.")
    )

    class Meta:
        verbose_name = _("full reduction")
        verbose_name_plural = _("full reductions")
        constraints = [
            models.CheckConstraint(
                name="full_reduction_window", condition=Q(starts_at__lt=F("ends_at"))
            ),
            models.CheckConstraint(
                name="full_reduction_cap", condition=Q(cap_amount=None) | Q(cap_amount__gt=0)
            ),
            models.CheckConstraint(name="full_reduction_has_steps", condition=~Q(steps=[])),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], name="full_reduction_running", condition=Q(is_enabled=True)
            )
        ]

    @property
    def terms(self) -> FullReduction:
        """As the pricing engine takes it."""
        return FullReduction(
            code=str(self.public_id),
            name=self.name,
            name_en=self.name_en,
            steps=tuple(
                ReductionStep(
                    threshold_amount=step["threshold"],
                    off_amount=step.get("off", 0),
                    free_shipping=step.get("free_shipping", False),
                )
                for step in self.steps
            ),
            scope=self.scope,
            repeats=self.repeats,
            cap_amount=self.cap_amount,
            stacking_group=self.stacking_group,
            exclusive=self.exclusive,
            priority=self.priority,
            bearer=Bearer(self.bearer),
        )
