from django.db import models
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only


class PromotionChange(models.Model):
    """Who set up or changed which promotion, and what it was before and after."""

    kind = models.CharField(_("promotion"), max_length=30)
    subject = models.CharField(_("number"), max_length=40)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    actor = models.CharField(_("by"), max_length=60)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a promotion")
        verbose_name_plural = _("changes of promotions")
        indexes = [models.Index(fields=["kind", "subject", "-id"], name="changes_of_promotion")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
