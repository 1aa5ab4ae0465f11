"""What may happen to a parcel: the scans that a courier can make, and whole trails of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One scan: ``status_code`` is the advanced state, its first digits the plain one."""

    status: str
    state: str
    status_code: str
    text: str
    place: str
    english: str
    chinese: str


STEPS = {
    "announced": Step(
        "揽收",
        "1",
        "102",
        "【深圳市】商家已发货，等待快递员上门揽收",
        "广东,深圳",
        "Announced",
        "待揽收",
    ),
    "collected": Step(
        "揽收",
        "1",
        "103",
        "【深圳市】快件已被南山科技园营业部揽收",
        "广东,深圳,南山",
        "Collect",
        "揽收",
    ),
    "in_transit": Step(
        "在途",
        "0",
        "1002",
        "【东莞市】快件离开华南转运中心，发往下一站",
        "广东,东莞",
        "Move on",
        "运输中",
    ),
    "arrived": Step(
        "在途",
        "0",
        "1001",
        "【上海市】快件已到达派件城市",
        "上海,上海",
        "Arrive in town",
        "到达",
    ),
    "out_for_delivery": Step(
        "派件",
        "5",
        "5",
        "【上海市】快递员正在为您派送，请保持电话畅通",
        "上海,上海,黄浦",
        "Take out",
        "派件",
    ),
    "locker": Step(
        "派件",
        "5",
        "501",
        "【上海市】快件已存放至丰巢智能柜，请凭取件码取件",
        "上海,上海,黄浦",
        "Put into a locker",
        "入柜",
    ),
    "delivered": Step(
        "签收",
        "3",
        "301",
        "【上海市】您的快件已签收，感谢使用",
        "上海,上海,黄浦",
        "Deliver",
        "签收",
    ),
    "problem": Step(
        "疑难",
        "2",
        "206",
        "【上海市】多次联系收件人未果，快件暂存网点",
        "上海,上海,黄浦",
        "Report a problem",
        "问题件",
    ),
    "refused": Step(
        "拒签",
        "14",
        "14",
        "【上海市】收件人拒收，快件将退回寄件人",
        "上海,上海,黄浦",
        "Be refused",
        "拒收",
    ),
    "returning": Step(
        "退回",
        "6",
        "6",
        "【上海市】快件正在退回寄件人",
        "上海,上海",
        "Send back",
        "退回中",
    ),
    "returned": Step(
        "退签",
        "4",
        "4",
        "【深圳市】退回件已由寄件人签收",
        "广东,深圳,南山",
        "Return",
        "退签",
    ),
}

SCRIPTS = {
    "normal": ("collected", "in_transit", "arrived", "out_for_delivery", "delivered"),
    "silent": ("collected",),
    "problem": ("collected", "in_transit", "arrived", "out_for_delivery", "problem"),
    "refused": ("collected", "in_transit", "out_for_delivery", "refused"),
    "returned": (
        "collected", "in_transit", "out_for_delivery", "refused", "returning", "returned",
    ),
}  # fmt: skip

ENDS = frozenset({"delivered", "returned"})
