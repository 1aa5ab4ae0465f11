"""When a number is subscribed to and asked after: every delay of following, and nothing else."""

from datetime import datetime, timedelta

# A provider that could not be reached is asked again, ever more rarely.
_FIRST_RETRY, _LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=6)
# Kuaidi100 locks a number that it is asked for more often, and takes one that it has given up
# again only so much later.
ASKED_AT_MOST_EVERY, REST = timedelta(minutes=30), timedelta(minutes=35)
# After so many subscriptions that came to nothing, the number is only asked after.
MOST_SUBSCRIPTIONS = 5

# Pushes come by themselves: a number that is silent so long may have lost one.
ASK_AFTER_PUSHED = [timedelta(hours=8), timedelta(hours=16), timedelta(hours=24)]
ASK_AFTER = [REST, *(timedelta(hours=hours) for hours in (2, 4, 8, 12, 24))]


def next_subscription_at(*, tries: int, at: datetime) -> datetime:
    return at + min(_FIRST_RETRY * 4**tries, _LONGEST_RETRY)


def next_query_at(*, is_pushed: bool, queries: int, at: datetime) -> datetime:
    """After so many queries in a row that brought nothing new."""
    steps = ASK_AFTER_PUSHED if is_pushed else ASK_AFTER
    return at + steps[min(queries, len(steps) - 1)]
