from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoClock(models.Model):
    """The one row that says how far the demo clock runs ahead."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ahead = models.DurationField(default=timedelta(0))

    class Meta:
        verbose_name = _("demo clock")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="demo_clock_is_one_row")
        ]

    @classmethod
    def current(cls) -> timedelta:
        return cls.objects.values_list("ahead", flat=True).first() or timedelta(0)

    @classmethod
    def advance(cls, by: timedelta) -> timedelta:
        cls.objects.get_or_create(id=1)
        cls.objects.update(ahead=models.F("ahead") + by)
        return cls.current()
