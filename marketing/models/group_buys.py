import secrets
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.spoken import spoken
from core.status import GuardedStatus, GuardedStatusQuerySet, status_triggers
from core.triggers import append_only
from marketing import lifecycle
from marketing.lifecycle import TeamStatus

# Without letters and figures that people mistake for each other: 32 ** 10 codes.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10


def share_code() -> str:
    """A team's public number: whoever has it may join, so nobody guesses one."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


class VirtualCompletion(models.TextChoices):
    """Whether missing members may be made up."""

    NEVER = "never", _("never")
    BY_STAFF = "by_staff", _("by staff, team by team")
    AT_DEADLINE = "at_deadline", _("by itself, at the deadline")


class GroupOffer(models.Model):
    """A product at a group price, for teams of a size that form in time."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    product = models.ForeignKey(
        "products.Product", verbose_name=_("product"), on_delete=models.PROTECT, related_name="+"
    )
    team_size = models.PositiveSmallIntegerField(
        _("members of a team"), help_text=_("2 to 100; teams that are open keep their size.")
    )
    form_within = models.DurationField(
        _("forms within"),
        null=True,
        blank=True,
        help_text=_("From the leader's payment on. Empty: as the rule GROUP_FORM_BY says then."),
    )
    opens_at = models.DateTimeField(_("opens at"))
    ends_at = models.DateTimeField(
        _("ends at"), help_text=_("No new team after this; those that are forming go on.")
    )
    limit_per_member = models.PositiveIntegerField(
        _("pieces per member"), null=True, blank=True, help_text=_("Empty: as many as they like.")
    )
    quota = models.PositiveIntegerField(
        _("pieces on offer"), null=True, blank=True, help_text=_("Empty: while stocks last.")
    )
    taken_quantity = models.PositiveIntegerField(_("pieces taken"), default=0, editable=False)
    takes_coupons = models.BooleanField(_("takes coupons"), default=False)
    virtual_completion = models.CharField(
        _("virtual completion"),
        max_length=12,
        choices=VirtualCompletion,
        default=VirtualCompletion.NEVER,
        help_text=_("Whether members that are missing may be made up. Each time is logged."),
    )

    class Meta:
        verbose_name = _("group offer")
        verbose_name_plural = _("group offers")
        constraints = [
            models.CheckConstraint(
                name="group_offer_size", condition=Q(team_size__gte=2, team_size__lte=100)
            ),
            models.CheckConstraint(
                name="group_offer_window", condition=Q(opens_at__lt=F("ends_at"))
            ),
            models.CheckConstraint(
                name="group_offer_quota",
                condition=Q(quota=None) | Q(taken_quantity__lte=F("quota")),
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="group_offer_ends")]

    def __str__(self) -> str:
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def pieces_left(self) -> int | None:
        return None if self.quota is None else self.quota - self.taken_quantity

    def is_open(self, at: datetime) -> bool:
        """Whether a new team may be opened."""
        return self.opens_at <= at < self.ends_at


class GroupPrice(models.Model):
    """What a SKU of the product costs in a team. SKUs without one are not on offer."""

    offer = models.ForeignKey(GroupOffer, on_delete=models.CASCADE, related_name="prices")
    sku = models.ForeignKey(
        "products.Sku", verbose_name=_("SKU"), on_delete=models.PROTECT, related_name="+"
    )
    price_amount = models.BigIntegerField(_("group price"))

    class Meta:
        verbose_name = _("group price")
        verbose_name_plural = _("group prices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "sku"], name="group_price_once"),
            models.CheckConstraint(name="group_price_amount", condition=Q(price_amount__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.sku)


class GroupTeamQuerySet(GuardedStatusQuerySet["GroupTeam"]):
    """``locked()`` takes the team's lock: the mutex of all its seats."""


class GroupTeam(GuardedStatus):
    """Members who buy together. Public by ``number``, the code that they share.

    ``seats_taken`` counts the seats that are held, paid or not; ``virtual_seats`` those that were
    made up to complete it. ``due_at`` is set as its leader pays.
    """

    number = models.CharField(_("share code"), max_length=16, unique=True, default=share_code)
    offer = models.ForeignKey(
        GroupOffer, verbose_name=_("group offer"), on_delete=models.PROTECT, related_name="teams"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=TeamStatus, default=TeamStatus.OPENING
    )
    size = models.PositiveSmallIntegerField(_("members of a team"))
    seats_taken = models.PositiveSmallIntegerField(_("seats taken"), default=0)
    virtual_seats = models.PositiveSmallIntegerField(_("virtual members"), default=0)
    opened_at = models.DateTimeField(_("opened at"))
    started_at = models.DateTimeField(_("leader paid at"), null=True)
    due_at = models.DateTimeField(_("to be formed by"), null=True)
    reminded_at = models.DateTimeField(_("members reminded at"), null=True)
    ended_at = models.DateTimeField(_("formed or failed at"), null=True)

    objects = GroupTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("group team")
        verbose_name_plural = _("group teams")
        permissions = [("settle_groupteam", _("Can complete and cancel group teams"))]
        constraints = [
            models.CheckConstraint(
                name="group_team_never_over_full",
                condition=Q(size__gte=F("seats_taken") + F("virtual_seats")),
            ),
            models.CheckConstraint(
                name="group_team_forms_by_a_deadline",
                condition=Q(status=TeamStatus.OPENING, started_at=None, due_at=None)
                | Q(status=TeamStatus.FAILED)
                | Q(
                    status__in=(TeamStatus.FORMING, TeamStatus.FORMED),
                    started_at__isnull=False,
                    due_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="group_team_formed_is_full",
                condition=~Q(status=TeamStatus.FORMED)
                | Q(size=F("seats_taken") + F("virtual_seats")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="group_team_due", condition=Q(status=TeamStatus.FORMING)
            ),
            models.Index(
                fields=["offer", "due_at"],
                name="group_team_of_offer",
                condition=Q(status=TeamStatus.FORMING),
            ),
        ]
        triggers = status_triggers(
            moves=lifecycle.legal_moves(), log_table="marketing_groupteamevent", owner="team_id"
        )

    def __str__(self) -> str:
        return self.number

    @property
    def seats_left(self) -> int:
        return self.size - self.seats_taken - self.virtual_seats

    @property
    def members(self) -> list["GroupSeat"]:
        """Who has paid and not left, by their seats; of a failed team, who was in it at the end."""
        stayed = (None, self.ended_at) if self.status == TeamStatus.FAILED else (None,)
        return [seat for seat in self.seats.all() if seat.firm_at and seat.released_at in stayed]

    @property
    def missing(self) -> int:
        """How many have yet to pay until it is complete."""
        return self.size - len(self.members) - self.virtual_seats

    def is_overdue(self, at: datetime) -> bool:
        """Not formed in its time, whether or not the sweep has come by."""
        return bool(self.status == TeamStatus.FORMING and self.due_at and self.due_at <= at)


class GroupTeamEvent(models.Model):
    """The log of a team: one row for birth and for each move, append-only."""

    team = models.ForeignKey(GroupTeam, on_delete=models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()  # the team's, after this move
    name = models.CharField(_("transition"), max_length=10)
    source = models.CharField(_("from"), max_length=10, choices=TeamStatus, blank=True)
    target = models.CharField(_("to"), max_length=10, choices=TeamStatus)
    actor = models.CharField(_("by"), max_length=60)
    cause = models.CharField(_("cause"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("team event")
        verbose_name_plural = _("team events")
        constraints = [
            models.UniqueConstraint(fields=["team", "version"], name="group_event_per_version")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"


class GroupSeat(models.Model):
    """A member's place in a team, held by an order: claimed as it is placed, firm once it is paid,
    released as it closes, is refunded before the team is formed, or the team fails."""

    team = models.ForeignKey(GroupTeam, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    order_number = models.CharField(_("order"), max_length=20, unique=True)
    is_leader = models.BooleanField(_("leader"), default=False)
    quantity = models.PositiveIntegerField(_("pieces"))
    claimed_at = models.DateTimeField(_("claimed at"))
    firm_at = models.DateTimeField(_("paid at"), null=True)
    released_at = models.DateTimeField(_("released at"), null=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "member"],
                condition=Q(released_at=None),
                name="group_seat_once_per_member",
            ),
            models.CheckConstraint(name="group_seat_quantity", condition=Q(quantity__gt=0)),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="group_seat_of_member")]

    def __str__(self) -> str:
        return self.order_number

    @property
    def is_held(self) -> bool:
        return self.released_at is None
