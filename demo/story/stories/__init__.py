"""One file, one order, or one for each of a kind. They are told in this order."""

from demo.story.stories.another_way_to_pay import another_way_to_pay
from demo.story.stories.cancelled import cancelled
from demo.story.stories.cancelled_while_paying import cancelled_while_paying
from demo.story.stories.forgotten import forgotten
from demo.story.stories.from_the_cart import from_the_cart
from demo.story.stories.notification_forged import notification_forged
from demo.story.stories.notification_lost import notification_lost
from demo.story.stories.notified_fifty_times import notified_fifty_times
from demo.story.stories.paid_by_balance import paid_by_balance
from demo.story.stories.paid_by_every_product import paid_by_every_product
from demo.story.stories.paid_by_wechat import paid_by_wechat
from demo.story.stories.paid_late import paid_late
from demo.story.stories.paid_twice import paid_twice
from demo.story.stories.provider_down import provider_down
from demo.story.stories.push_lost import push_lost
from demo.story.stories.receipt_put_off import receipt_put_off
from demo.story.stories.refunded import refunded
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
)
