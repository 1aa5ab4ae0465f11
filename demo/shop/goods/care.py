from demo.shop.pictures import Palette
from demo.shop.shelf import COLOUR, MODEL, PACK, Good, Shelf, each

SHELF = Shelf(
    slug="baby-beauty",
    prefix="CAR",
    name=("母婴个护", "Baby & Beauty"),
    palettes=(
        Palette("#fbf0f2", "#f6dce2", "#dd7f97", "#8c3d53", "#f3bfcb"),
        Palette("#f1f5f7", "#dceaf0", "#6ba7bd", "#33637a", "#b8dae6"),
        Palette("#f6f1f8", "#e9dcf0", "#a678bd", "#633f78", "#d6bee2"),
    ),
    goods=(
        Good(
            "SRM",
            ("玻尿酸保湿精华", "Hyaluronic Serum"),
            (
                "三重玻尿酸，清爽不黏，敏感肌可用。",
                "Three weights of hyaluronic acid; light, for sensitive skin.",
            ),
            "dropper",
            each(
                PACK,
                ("30毫升", "30 ml", 12900, 110),
                ("50毫升", "50 ml", 18900, 150),
            ),
        ),
        Good(
            "CRM",
            ("神经酰胺面霜", "Ceramide Face Cream"),
            ("修护屏障，秋冬不拔干，无香精。", "Mends the skin barrier; no perfume."),
            "cream",
            each(
                PACK,
                ("50克", "50 g", 15900, 190),
                ("100克", "100 g", 26900, 290),
            ),
        ),
        Good(
            "LIP",
            ("丝绒哑光口红", "Velvet Matte Lipstick"),
            ("一抹显色，不拔干，黄皮友好。", "Full colour in one stroke, never dry."),
            "lipstick",
            each(
                COLOUR,
                ("01 正红", "01 True red", 9900, 40),
                ("03 豆沙", "03 Rosewood", 9900, 40),
                ("05 焦糖", "05 Caramel", 9900, 40),
            ),
        ),
        Good(
            "SUN",
            ("清透防晒乳 SPF50+", "Light Sunscreen SPF50+"),
            ("不泛白不闷痘，通勤户外都够用。", "No white cast, no weight; for street and hills."),
            "tube",
            each(
                PACK,
                ("50毫升", "50 ml", 7900, 80),
                ("两支装", "Pair", 13900, 160),
            ),
        ),
        Good(
            "HND",
            ("山茶花护手霜", "Camellia Hand Cream"),
            ("水润不油，三支装送礼自用皆宜。", "Rich without grease, for a gift or yourself."),
            "tube",
            each(
                PACK,
                ("单支 60克", "60 g", 2900, 80),
                ("三支礼盒", "Gift box of 3", 7900, 280),
            ),
        ),
        Good(
            "BTL",
            ("防胀气宽口奶瓶", "Anti-Colic Baby Bottle"),
            ("PPSU材质，耐高温，防胀气导气阀。", "PPSU, heat-proof, with an anti-colic valve."),
            "milk",
            each(
                MODEL,
                ("160毫升", "160 ml", 8900, 130),
                ("240毫升", "240 ml", 9900, 150),
                ("两只套装", "Set of two", 16900, 290),
            ),
        ),
        Good(
            "BER",
            ("安抚小熊玩偶", "Comfort Bear"),
            ("短毛绒，A类面料，可机洗。", "Short plush in class A cloth, machine washable."),
            "bear",
            each(
                COLOUR,
                ("奶咖", "Latte", 7900, 320),
                ("雾粉", "Mist pink", 7900, 320),
            ),
        ),
        Good(
            "WIP",
            ("婴儿绵柔湿巾", "Baby Wet Wipes"),
            (
                "EDI纯水，加厚绵柔，手口可用。",
                "Purified water, thick and soft, for hands and mouth.",
            ),
            "box",
            each(
                PACK,
                ("80抽×3包", "80 x 3 packs", 2490, 1300),
                ("80抽×10包", "80 x 10 packs", 6990, 4300),
            ),
        ),
        Good(
            "BRS",
            ("声波电动牙刷", "Sonic Toothbrush"),
            (
                "五种模式，续航90天，附三支刷头。",
                "Five modes, ninety days on a charge, three heads.",
            ),
            "brush",
            each(
                COLOUR,
                ("珍珠白", "Pearl", 16900, 320),
                ("薄荷绿", "Mint", 16900, 320),
            ),
        ),
        Good(
            "SHP",
            ("氨基酸洗发水", "Amino Acid Shampoo"),
            ("温和控油，无硅油，淡淡柑橘香。", "Gentle, silicone-free, with a hint of citrus."),
            "bottle",
            each(
                PACK,
                ("300毫升", "300 ml", 5900, 360),
                ("500毫升", "500 ml", 8900, 580),
                ("500毫升×2", "500 ml x 2", 15900, 1160),
            ),
        ),
    ),
)
