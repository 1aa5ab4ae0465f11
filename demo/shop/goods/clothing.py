from demo.shop.pictures import Palette
from demo.shop.shelf import COLOUR, PACK, SIZE, Good, Shelf, each, grid

_WHITE, _BLACK, _NAVY = ("白色", "White"), ("黑色", "Black"), ("藏青", "Navy")
_GREY, _KHAKI, _PINK = ("麻灰", "Heather grey"), ("卡其", "Khaki"), ("豆沙粉", "Dusty pink")
_S, _M, _L = ("S", "S"), ("M", "M"), ("L", "L")

SHELF = Shelf(
    slug="clothing",
    prefix="CLO",
    name=("服饰鞋包", "Clothing & Bags"),
    palettes=(
        Palette("#eef0f6", "#dadff0", "#5b6aa8", "#2f3a6b", "#b3bcdf"),
        Palette("#f7f0f1", "#eedadd", "#bb6f7c", "#73343f", "#e3b6be"),
        Palette("#f1f2f0", "#dfe2dc", "#7b8574", "#434b3d", "#bec6b7"),
    ),
    goods=(
        Good(
            "TEE",
            ("重磅纯棉T恤", "Heavyweight Cotton Tee"),
            (
                "260克重磅棉，不透不易变形，男女同款。",
                "260 g cotton: opaque, holds its shape, cut for everybody.",
            ),
            "shirt",
            grid((COLOUR, (_WHITE, _BLACK)), (SIZE, (_M, _L)), price=7900, grams=280),
        ),
        Good(
            "HDY",
            ("加绒连帽卫衣", "Fleece-Lined Hoodie"),
            (
                "内里抓绒，落肩版型，秋冬叠穿都合适。",
                "Brushed inside, dropped shoulders, made for layers.",
            ),
            "hoodie",
            grid((COLOUR, (_GREY, _NAVY)), (SIZE, (_M, _L)), price=16900, grams=720),
        ),
        Good(
            "JNS",
            ("弹力直筒牛仔裤", "Stretch Straight Jeans"),
            (
                "含2%氨纶，久坐不勒，水洗复古蓝。",
                "Two per cent stretch for long days; a washed vintage blue.",
            ),
            "trousers",
            each(
                SIZE,
                ("29", "29", 18900, 620),
                ("31", "31", 18900, 640),
                ("33", "33", 18900, 660),
            ),
        ),
        Good(
            "DRS",
            ("法式针织连衣裙", "Knitted Tea Dress"),
            (
                "收腰显瘦，垂感针织，通勤约会都好穿。",
                "A fitted waist and a knit that drapes, for work and after.",
            ),
            "dress",
            grid((COLOUR, (_BLACK, _PINK)), (SIZE, (_S, _M)), price=25900, grams=460),
        ),
        Good(
            "SOX",
            ("精梳棉中筒袜", "Combed Cotton Crew Socks"),
            (
                "抗菌防臭，罗口不勒，四季可穿。",
                "Stay fresh, do not pinch, for the whole year.",
            ),
            "socks",
            each(
                PACK,
                ("5双 黑白灰", "5 pairs, neutrals", 3990, 250),
                ("5双 彩色", "5 pairs, colours", 3990, 250),
            ),
        ),
        Good(
            "CAP",
            ("水洗棉棒球帽", "Washed Cotton Cap"),
            ("软顶设计，可调帽围，遮阳不闷。", "Soft crown, adjustable, shade without heat."),
            "cap",
            each(
                COLOUR,
                ("卡其", "Khaki", 5900, 110),
                ("藏青", "Navy", 5900, 110),
                ("黑色", "Black", 5900, 110),
            ),
        ),
        Good(
            "TOT",
            ("帆布托特包", "Canvas Tote"),
            (
                "16安帆布，内袋分层，装得下14寸电脑。",
                "16 oz canvas with pockets; takes a 14-inch laptop.",
            ),
            "bag",
            each(
                COLOUR,
                ("米白", "Natural", 8900, 480),
                ("藏青", "Navy", 8900, 480),
                ("焦糖", "Caramel", 8900, 480),
            ),
        ),
        Good(
            "SNK",
            ("轻便运动鞋", "Lightweight Trainers"),
            (
                "飞织鞋面，单只约220克，通勤慢跑两用。",
                "Knit upper, about 220 g a shoe, for the commute and the run.",
            ),
            "shoe",
            each(
                SIZE,
                ("38", "38", 23900, 760),
                ("40", "40", 23900, 800),
                ("42", "42", 23900, 840),
            ),
        ),
        Good(
            "CSH",
            ("山羊绒围巾", "Cashmere Scarf"),
            ("内蒙古山羊绒，轻暖亲肤，礼盒包装。", "Inner Mongolian cashmere, light, warm, boxed."),
            "blanket",
            each(
                COLOUR,
                ("驼色", "Camel", 39900, 260),
                ("浅灰", "Light grey", 39900, 260),
            ),
        ),
        Good(
            "PJM",
            ("莫代尔家居服", "Modal Loungewear"),
            ("裸感面料，不起球，宽松不束缚。", "Feels like nothing, does not pill, fits loosely."),
            "shirt",
            grid((COLOUR, (_NAVY, _PINK)), (SIZE, (_M, _L)), price=12900, grams=420),
        ),
    ),
)
