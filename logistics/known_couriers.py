"""The couriers that a new shop starts with. Codes are Kuaidi100's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownCourier:
    code: str
    name: str
    name_en: str
    is_common: bool = True


KNOWN_COURIERS = (
    KnownCourier("shunfeng", "顺丰速运", "SF Express"),
    KnownCourier("zhongtong", "中通快递", "ZTO Express"),
    KnownCourier("yuantong", "圆通速递", "YTO Express"),
    KnownCourier("yunda", "韵达快递", "Yunda Express"),
    KnownCourier("shentong", "申通快递", "STO Express"),
    KnownCourier("jtexpress", "极兔速递", "J&T Express"),
    KnownCourier("jd", "京东物流", "JD Logistics"),
    KnownCourier("ems", "EMS", "EMS (China Post)"),
    KnownCourier("youzhengguonei", "邮政快递包裹", "China Post (domestic parcel)", is_common=False),
    KnownCourier("debangkuaidi", "德邦快递", "Deppon Express", is_common=False),
    KnownCourier("kuayue", "跨越速运", "Kuayue Express (KYE)", is_common=False),
    KnownCourier("danniao", "丹鸟", "Danniao (Cainiao)", is_common=False),
    KnownCourier("annengwuliu", "安能快运", "Anneng Logistics (ANE)", is_common=False),
    KnownCourier("zhaijisong", "宅急送", "ZJS Express", is_common=False),
)
