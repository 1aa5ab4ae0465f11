"""Ways to a member's phone. ``SIGN_IN_CODE_SENDER`` names the class that sends one-time codes."""

from django.conf import settings
from django.utils.module_loading import import_string

from members.channels.base import CodeSender
from members.errors import CodeNotSent


def code_sender() -> CodeSender:
    """Raises CodeNotSent where no sender is set up."""
    if not settings.SIGN_IN_CODE_SENDER:
        raise CodeNotSent
    sender: CodeSender = import_string(settings.SIGN_IN_CODE_SENDER)()
    return sender
