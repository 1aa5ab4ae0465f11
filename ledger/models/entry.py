import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only

_REFUSE_UNLESS_WHOLE = """
    SELECT posting_count INTO announced FROM ledger_entry WHERE id = this_entry;
    SELECT coalesce(sum(postings), 0),
           string_agg(amount || ' ' || unit, ', ') FILTER (WHERE amount <> 0)
      INTO written, excess
      FROM (SELECT account.unit, count(*) AS postings, sum(posting.amount) AS amount
              FROM ledger_posting AS posting
              JOIN ledger_account AS account ON account.id = posting.account_id
             WHERE posting.entry_id = this_entry
             GROUP BY account.unit) AS per_unit;
    IF written <> announced THEN
        RAISE EXCEPTION 'entry % announces % postings and has %', this_entry, announced, written
            USING ERRCODE = 'check_violation';
    END IF;
    IF excess IS NOT NULL THEN
        RAISE EXCEPTION 'entry % does not sum to zero: %', this_entry, excess
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def _whole(entry_column: str) -> pgtrigger.Trigger:
    """At commit an entry has the postings that it announces, and they sum to zero per unit."""
    return pgtrigger.Trigger(
        name="entry_whole",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        declare=[
            ("this_entry", f"bigint := NEW.{entry_column}"),
            ("announced", "integer"),
            ("written", "integer"),
            ("excess", "text"),
        ],
        func=_REFUSE_UNLESS_WHOLE,
    )


class Entry(models.Model):
    """One thing that happened to money or points: two or more postings that sum to zero.

    Never changed: a correction is a new entry that names the one it reverses.
    ``posting_count`` seals the entry, so that nothing can be added to it later.
    """

    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    reference = models.CharField(_("reference"), max_length=60, blank=True, db_index=True)
    at = models.DateTimeField(_("booked at"))
    posting_count = models.PositiveSmallIntegerField(_("postings"))
    hold = models.ForeignKey(
        "ledger.Hold",
        models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=_("posts the hold"),
    )
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="reversed_by",
        verbose_name=_("reverses the entry"),
    )
    cause = models.CharField(_("cause"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        constraints = [
            models.CheckConstraint(condition=Q(posting_count__gte=2), name="entry_has_two_sides")
        ]
        triggers = [*append_only(), _whole("id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Posting(models.Model):
    """One side of an entry: what it adds to an account, or takes from it."""

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="postings", verbose_name=_("journal entry")
    )
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        related_name="postings",
        db_index=False,  # posting_statement begins with it
        verbose_name=_("account"),
    )
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="posting_moves_something")
        ]
        indexes = [
            # A statement by page, and the sum of an account without touching the table.
            models.Index(fields=["account", "id"], include=["amount"], name="posting_statement")
        ]
        triggers = [*append_only(), _whole("entry_id")]

    def __str__(self) -> str:
        return f"{self.amount:+d}"
