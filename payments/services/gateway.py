"""The gateway of a provider, with the credentials that the shop keeps for it."""

from payments import channels, selectors
from payments.channels.base import External
from payments.errors import ChannelNotReady


def gateway_of(code: str) -> External:
    """Whether or not the channel is enabled: what is open goes on. Raises ChannelNotReady."""
    channel = selectors.channel(code)
    if channel is None:
        raise ChannelNotReady(channel=code, why="there is no such channel")
    try:
        return channels.external(code, channel.credentials)
    except ValueError as error:
        raise ChannelNotReady(channel=code, why=str(error)) from None
