"""The demo shop's tiers, and a batch of stored-value cards that waits to be issued."""

from members.models import CardBatch, LotSource, Tier

_TIERS = (
    # name, in English, growth, price factor, points multiplier, benefits in both
    ("银卡", "Silver", 500, 9_800, 12_000, "98 折\n1.2 倍积分", "2 % off\n1.2 times the points"),
    ("金卡", "Gold", 3_000, 9_500, 15_000, "95 折\n1.5 倍积分", "5 % off\n1.5 times the points"),
    ("黑卡", "Black", 20_000, 9_000, 20_000, "9 折\n双倍积分", "10 % off\nTwice the points"),
)


def load_membership() -> None:
    """What is missing of both."""
    for name, name_en, threshold, factor, multiplier, benefits, benefits_en in _TIERS:
        Tier.objects.get_or_create(
            name=name,
            defaults={
                "name_en": name_en,
                "threshold": threshold,
                "price_factor": factor,
                "points_multiplier": multiplier,
                "benefits": benefits,
                "benefits_en": benefits_en,
            },
        )
    CardBatch.objects.get_or_create(
        name="百元礼品卡",
        defaults={
            "count": 20,
            "face_amount": 10_000,
            "source": LotSource.GIFT,
            "valid_days": 365,
        },
    )
