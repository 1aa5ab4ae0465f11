from members.admin import (  # noqa: F401  (register their models)
    adjustments,
    cards,
    members,
    staff,
    tiers,
    wallet,
)
