from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class StaffUser(AbstractUser):
    """Somebody who works here. Shoppers are ``Member``: they never reach the back office."""

    class Meta:
        verbose_name = _("staff user")
        verbose_name_plural = _("staff users")
