from demo.shop.pictures import Palette
from demo.shop.shelf import COLOUR, PACK, Good, Shelf, each

SHELF = Shelf(
    slug="tea-coffee",
    prefix="TEA",
    name=("茗茶咖啡", "Tea & Coffee"),
    palettes=(
        Palette("#f3f6ec", "#e2ead2", "#6f9a4d", "#3f6130", "#b9d196"),
        Palette("#f8f3ea", "#efe3cd", "#b07a3f", "#6d4520", "#e0be8d"),
        Palette("#eef4f1", "#d8e8e0", "#4e8f7b", "#28594b", "#a5cfc0"),
    ),
    goods=(
        Good(
            "LJ",
            ("明前西湖龙井", "West Lake Longjing"),
            (
                "清明前采摘的一芽一叶，手工辉锅，豆香清雅，回甘悠长。",
                "One bud, one leaf, picked before Qingming and pan-fired by hand.",
            ),
            "tin",
            each(
                PACK,
                ("50克 体验装", "50 g taster", 12800, 130),
                ("125克 罐装", "125 g tin", 29800, 260),
                ("250克 礼盒", "250 g gift box", 56800, 620),
            ),
        ),
        Good(
            "PE",
            ("云南熟普洱茶饼", "Yunnan Ripe Puer Cake"),
            (
                "勐海大树茶青，三年干仓陈化，汤色红浓，入口糯滑。",
                "Menghai leaf, aged three years in dry storage: dark, smooth, mellow.",
            ),
            "box",
            each(
                PACK,
                ("200克 小饼", "200 g cake", 8900, 240),
                ("357克 七子饼", "357 g cake", 15900, 410),
            ),
        ),
        Good(
            "TGY",
            ("安溪铁观音", "Anxi Tieguanyin"),
            (
                "清香型乌龙，兰花香气，独立小泡袋，办公室也方便。",
                "Light oolong with an orchid scent, in single-serve sachets.",
            ),
            "pouch",
            each(
                PACK,
                ("清香 125克", "Light, 125 g", 6800, 170),
                ("浓香 125克", "Roasted, 125 g", 7800, 170),
                ("清香 500克", "Light, 500 g", 23800, 580),
            ),
        ),
        Good(
            "JSM",
            ("茉莉银毫花茶", "Jasmine Silver Tips"),
            (
                "七窨一提，鲜灵馥郁，冷泡热泡皆宜。",
                "Scented seven times with fresh blossoms; good hot or cold-brewed.",
            ),
            "tin",
            each(
                PACK,
                ("80克 罐装", "80 g tin", 5900, 190),
                ("200克 袋装", "200 g pouch", 11900, 240),
            ),
        ),
        Good(
            "ESP",
            ("深烘拼配咖啡豆", "Dark Roast Espresso Beans"),
            (
                "巴西与云南小粒拼配，焦糖与黑巧风味，下单后新鲜烘焙。",
                "Brazil and Yunnan arabica, roasted to order: caramel, dark chocolate.",
            ),
            "pouch",
            each(
                PACK,
                ("227克", "227 g", 4900, 250),
                ("454克", "454 g", 8800, 480),
                ("1公斤", "1 kg", 16800, 1040),
            ),
        ),
        Good(
            "DRP",
            ("挂耳咖啡", "Drip Bag Coffee"),
            (
                "一撕一挂一冲，出差旅行随手一杯手冲。",
                "Tear, hang, pour: a hand-brewed cup wherever you are.",
            ),
            "box",
            each(
                PACK,
                ("10袋 花果香", "10 bags, floral", 3900, 160),
                ("10袋 坚果香", "10 bags, nutty", 3900, 160),
                ("30袋 混合装", "30 bags, mixed", 9900, 460),
            ),
        ),
        Good(
            "POT",
            ("紫砂西施壶", "Yixing Xishi Teapot"),
            (
                "宜兴原矿朱泥，容量180毫升，出水利落，一壶一证。",
                "Yixing zhuni clay, 180 ml, a clean pour; each with its certificate.",
            ),
            "teapot",
            each(
                COLOUR,
                ("朱泥", "Vermilion", 36800, 420),
                ("段泥", "Sand", 39800, 420),
            ),
        ),
        Good(
            "GWN",
            ("青瓷盖碗茶具", "Celadon Gaiwan Set"),
            (
                "龙泉青瓷，一盖碗四品杯，附旅行收纳包。",
                "Longquan celadon: one gaiwan, four cups, and a travel case.",
            ),
            "cup",
            each(
                COLOUR,
                ("粉青", "Pale celadon", 19900, 900),
                ("梅子青", "Plum green", 22900, 900),
            ),
        ),
        Good(
            "CHR",
            ("陈皮小青柑", "Xinhui Tangerine Puer"),
            (
                "新会小青柑填装宫廷熟普，一颗一泡，温润不涩。",
                "Ripe puer sealed in a green Xinhui tangerine, one for each brew.",
            ),
            "jar",
            each(
                PACK,
                ("8颗 体验装", "8 pieces", 4900, 150),
                ("250克 罐装", "250 g jar", 12800, 340),
            ),
        ),
        Good(
            "OAT",
            ("速溶燕麦拿铁", "Instant Oat Latte"),
            (
                "冷水三秒即溶，零乳糖，咖啡香浓。",
                "Dissolves in cold water in three seconds; lactose-free.",
            ),
            "cup",
            each(
                PACK,
                ("12条", "12 sticks", 3590, 300),
                ("36条", "36 sticks", 8990, 860),
            ),
        ),
    ),
)
