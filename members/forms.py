"""The door of the back office."""

from typing import Any

from django.core.exceptions import ValidationError
from unfold.forms import AuthenticationForm

from core.api.throttling import client_address
from core.clock import real_now
from core.limits import LimitExceeded, spend
from members.rules import staff_sign_in_tries


class StaffSignInForm(AuthenticationForm):
    """Looks at a password only while there are tries left, and says so when there are none."""

    def clean(self) -> dict[str, Any]:
        tries = staff_sign_in_tries(
            username=self.cleaned_data.get("username", ""),
            client_address=client_address(self.request),
        )
        try:
            spend(*tries, at=real_now())
        except LimitExceeded as refused:
            raise ValidationError(refused.detail, code=refused.code) from refused
        return super().clean()
