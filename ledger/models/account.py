import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """Something that value is booked on: one unit, one owner ("" for the shop itself).

    A guarded account (a member's balance, points, a stored-value card) carries its
    balance and what is held of it, and never falls below its floor. Any other account
    is the sum of its postings and has no figure here: many write to it at once.
    """

    kind = models.CharField(_("kind"), max_length=40)
    owner = models.CharField(_("owner"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=10)
    guarded = models.BooleanField(_("guarded"))
    balance_amount = models.BigIntegerField(_("balance"), default=0)
    held_amount = models.BigIntegerField(_("held"), default=0)
    # How much debt a claw-back may leave behind. Holds never use it: nobody spends into debt.
    floor_amount = models.BigIntegerField(_("floor"), default=0)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "owner", "unit"], name="account_one_per_owner_and_unit"
            ),
            models.CheckConstraint(
                condition=Q(guarded=False)
                | Q(balance_amount__gte=F("held_amount") + F("floor_amount")),
                name="account_above_its_floor",
            ),
            models.CheckConstraint(
                condition=Q(guarded=True) | Q(balance_amount=0, held_amount=0, floor_amount=0),
                name="account_unguarded_has_no_figures",
            ),
            models.CheckConstraint(
                condition=Q(held_amount__gte=0), name="account_held_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(floor_amount__lte=0), name="account_floor_is_a_debt"
            ),
        ]
        triggers = [
            # The past was booked in this unit and under these guards.
            pgtrigger.ReadOnly(
                name="account_identity", fields=["kind", "owner", "unit", "guarded"]
            ),
            pgtrigger.Protect(name="account_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.owner, self.unit) if part)
