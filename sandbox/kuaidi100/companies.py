"""The courier companies that the sandbox plays: code, name, and how their numbers begin."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    code: str
    name: str
    numbers: str
    """A regular expression of the whole number."""


COMPANIES = {
    company.code: company
    for company in (
        Company("shunfeng", "顺丰速运", r"SF\d{10,15}"),
        Company("yuantong", "圆通速递", r"YT\d{10,15}"),
        Company("zhongtong", "中通快递", r"7[3-9]\d{12}|ZT\d{10,13}"),
        Company("yunda", "韵达快递", r"(31|4[36])\d{13}"),
        Company("shentong", "申通快递", r"77\d{13}"),
        Company("jtexpress", "极兔速递", r"JT\d{10,15}"),
        Company("jd", "京东物流", r"JD[A-Z0-9]{10,15}"),
        Company("ems", "EMS", r"E[A-Z]\d{9}CN|1[0-3]\d{11}"),
        Company("youzhengguonei", "邮政快递包裹", r"9[89]\d{11}"),
        Company("debangkuaidi", "德邦快递", r"DPK\d{12}"),
        Company("kuayue", "跨越速运", r"KY\d{10,15}"),
        Company("danniao", "丹鸟", r"DN\d{10,15}"),
    )
}

# These show a trail only to who knows the sender's or the recipient's phone.
ASK_FOR_PHONE = frozenset({"shunfeng", "shunfengkuaiyun", "zhongtong"})


def recognised(number: str) -> list[Company]:
    """The companies whose numbers look like this one."""
    return [each for each in COMPANIES.values() if re.fullmatch(each.numbers, number.upper())]


def name_of(code: str) -> str:
    return COMPANIES[code].name if code in COMPANIES else code
