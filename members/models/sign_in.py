from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class SignInCode(models.Model):
    """The one code that a phone may sign in with now: a new one takes the place of the old."""

    phone = models.CharField(_("phone"), max_length=11, unique=True)
    code_hash = models.CharField(_("hash of the code"), max_length=64)
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")


class AccessToken(models.Model):
    """One signed-in device. The token is known to the device alone; here is its SHA-256."""

    public_id = models.UUIDField(_("id"), default=uuid7, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="tokens")
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    device = models.CharField(_("device"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("signed in at"))
    seen_at = models.DateTimeField(_("last seen at"))  # to the hour: no write on each request
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")

    def __str__(self) -> str:
        return self.device or f"{self.created_at:%Y-%m-%d}"

    def is_valid(self, *, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
