"""One file, one order, or one for each of a kind. They are told in this order."""

from demo.story.stories.another_way_to_pay import another_way_to_pay
from demo.story.stories.cancelled import cancelled
from demo.story.stories.cancelled_while_paying import cancelled_while_paying
from demo.story.stories.card_bound_and_spent import card_bound_and_spent
from demo.story.stories.coupon_points_balance import coupon_points_balance
from demo.story.stories.exchange_code import exchange_code
from demo.story.stories.flash_sale_rush import flash_sale_rush
from demo.story.stories.forgotten import forgotten
from demo.story.stories.from_the_cart import from_the_cart
from demo.story.stories.group_failed import group_failed
from demo.story.stories.group_formed import group_formed
from demo.story.stories.notification_forged import notification_forged
from demo.story.stories.notification_lost import notification_lost
from demo.story.stories.notified_fifty_times import notified_fifty_times
from demo.story.stories.ordered_by_phone import ordered_by_phone
from demo.story.stories.paid_by_balance import paid_by_balance
from demo.story.stories.paid_by_every_product import paid_by_every_product
from demo.story.stories.paid_by_wechat import paid_by_wechat
from demo.story.stories.paid_late import paid_late
from demo.story.stories.paid_twice import paid_twice
from demo.story.stories.points_mall import points_mall
from demo.story.stories.presale_forfeited import presale_forfeited
from demo.story.stories.presale_paid import presale_paid
from demo.story.stories.price_lowered import price_lowered
from demo.story.stories.provider_down import provider_down
from demo.story.stories.push_lost import push_lost
from demo.story.stories.receipt_put_off import receipt_put_off
from demo.story.stories.reduction_and_coupon import reduction_and_coupon
from demo.story.stories.refunded import refunded
from demo.story.stories.refunded_in_pieces import refunded_in_pieces
from demo.story.stories.refunded_to_alipay import refunded_to_alipay
from demo.story.stories.refunded_to_balance import refunded_to_balance
from demo.story.stories.silent_parcel import silent_parcel
from demo.story.stories.timed_out import timed_out
from demo.story.stories.wrong_amount import wrong_amount

STORIES = (
    paid_by_balance,
    paid_by_wechat,
    *paid_by_every_product,
    from_the_cart,
    ordered_by_phone,
    exchange_code,
    points_mall,
    card_bound_and_spent,
    reduction_and_coupon,
    coupon_points_balance,
    price_lowered,
    flash_sale_rush,
    group_formed,
    group_failed,
    presale_paid,
    presale_forfeited,
    receipt_put_off,
    push_lost,
    silent_parcel,
    another_way_to_pay,
    provider_down,
    forgotten,
    timed_out,
    cancelled,
    cancelled_while_paying,
    paid_late,
    paid_twice,
    notified_fifty_times,
    notification_lost,
    notification_forged,
    wrong_amount,
    refunded,
    refunded_to_alipay,
    refunded_to_balance,
    refunded_in_pieces,
)
