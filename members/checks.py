from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def sign_in_codes_can_be_sent(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    if settings.SIGN_IN_CODE_SENDER:
        return []
    return [
        Error(
            "SIGN_IN_CODE_SENDER is not set: nobody can sign in with a code.",
            hint="Name a class that follows members.channels.base.CodeSender.",
            id="members.E001",
        )
    ]
