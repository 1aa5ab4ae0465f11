"""When payments are asked about, closed and refunded: every delay of the app, and nothing else."""

from datetime import datetime, timedelta

# --- an attempt ---------------------------------------------------------------------------

LEAST_TIME_TO_PAY = timedelta(seconds=60)
LONGEST_TIME_TO_PAY = timedelta(hours=2)  # how long WeChat Pay's code_url lives

# After opening: a notification that was lost is not missed for long.
QUERY_AFTER = [timedelta(seconds=15), *(timedelta(minutes=m) for m in (1, 3, 5, 10, 20))]

# A provider that does not answer while a payment is being closed is asked again, then no more.
CLOSE_AGAIN_AFTER = [timedelta(seconds=30), *(timedelta(minutes=m) for m in (1, 2, 5))]
# What was closed here without an answer may still be payable there: so much later, ask again.
ASK_AFTER_GIVING_UP = timedelta(minutes=20)
# So long after its expiry, a payment that the provider has never heard of cannot reach it.
NEVER_ARRIVED_AFTER = timedelta(minutes=2)
# So long after its opening, a prepay that has not come back was given up on by both sides.
PREPAY_OVER_AFTER = timedelta(seconds=30)


# What the shopper's client opens is had anew so long before it ends, lest it ends in the opening.
RENEW_BEFORE = timedelta(minutes=1)


def renew_at(good_for: timedelta | None, *, at: datetime) -> datetime | None:
    """For what was had at ``at``; None where it stays good."""
    return None if good_for is None else at + good_for - RENEW_BEFORE


def next_query_at(*, opened_at: datetime, queries: int, at: datetime) -> datetime | None:
    """After so many queries; None where they were enough."""
    if queries >= len(QUERY_AFTER):
        return None
    return max(opened_at + QUERY_AFTER[queries], at + QUERY_AFTER[0])


def next_close_at(*, tries: int, at: datetime) -> datetime:
    return at + CLOSE_AGAIN_AFTER[min(tries, len(CLOSE_AGAIN_AFTER) - 1)]


# --- a refund's leg -----------------------------------------------------------------------

# The event sends it after commit; this is when a sweep does, if that was lost.
SEND_REFUND_AFTER = timedelta(minutes=1)
FIRST_REFUND_STEP, LONGEST_REFUND_STEP = timedelta(minutes=1), timedelta(hours=1)
ASK_ABOUT_ABNORMAL_EVERY = timedelta(hours=1)
# A provider that refuses may be right tomorrow: the merchant's balance was too low.
TRY_REFUSED_AGAIN_AFTER = timedelta(hours=1)

# What providers allow of one payment (WeChat Pay's rules, and the pause that Alipay wants).
REFUNDABLE_FOR = timedelta(days=365)
MAX_REFUNDS_OF_A_PAYMENT = 50
BETWEEN_REFUNDS_OF_A_PAYMENT = timedelta(seconds=3)


def refund_step(tries: int) -> timedelta:
    """Ever more rarely."""
    return min(FIRST_REFUND_STEP * 2**tries, LONGEST_REFUND_STEP)
