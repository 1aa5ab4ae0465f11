from demo.shop.pictures import Palette
from demo.shop.shelf import BULKY, COLOUR, MODEL, PACK, SCENT, Good, Shelf, each

SHELF = Shelf(
    slug="home-living",
    prefix="HOM",
    name=("居家生活", "Home & Living"),
    palettes=(
        Palette("#f6f2ee", "#eadfd4", "#c08562", "#74472c", "#e5c3ac"),
        Palette("#eff3f5", "#dae4e9", "#5d8aa0", "#2f5365", "#b3cedb"),
        Palette("#f5f3ec", "#e8e2cf", "#a99b5f", "#655a2b", "#d8cfa1"),
    ),
    goods=(
        Good(
            "PIL",
            ("泰国乳胶枕", "Thai Latex Pillow"),
            (
                "93%天然乳胶，波浪曲线护颈，枕套可拆洗。",
                "93% natural latex, contoured for the neck, with a washable cover.",
            ),
            "pillow",
            each(
                MODEL,
                ("标准款 10/12cm", "Standard 10/12 cm", 16900, 1500),
                ("低枕 7/9cm", "Low 7/9 cm", 15900, 1300),
                ("两只装", "Pair", 29900, 3000),
            ),
            BULKY,
        ),
        Good(
            "BLK",
            ("华夫格纯棉毛毯", "Waffle Cotton Blanket"),
            (
                "新疆长绒棉，四季可盖，机洗不变形。",
                "Long-staple cotton for all seasons; keeps its shape in the wash.",
            ),
            "blanket",
            each(
                COLOUR,
                ("燕麦", "Oat", 19900, 1600),
                ("雾蓝", "Mist blue", 19900, 1600),
                ("鼠尾草绿", "Sage", 19900, 1600),
            ),
            BULKY,
        ),
        Good(
            "LMP",
            ("护眼台灯", "Eye-Care Desk Lamp"),
            (
                "国AA级照度，无频闪，三档色温，触控调光。",
                "AA-grade light without flicker, three colour temperatures, touch dimming.",
            ),
            "lamp",
            each(
                MODEL,
                ("基础版", "Basic", 15900, 1200),
                ("充电版", "Rechargeable", 21900, 1400),
            ),
        ),
        Good(
            "CND",
            ("大豆蜡香薰蜡烛", "Soy Wax Candle"),
            (
                "天然大豆蜡，棉芯，燃烧约45小时。",
                "Natural soy wax and a cotton wick; burns for about 45 hours.",
            ),
            "candle",
            each(
                SCENT,
                ("白茶", "White tea", 6900, 420),
                ("桂花乌龙", "Osmanthus oolong", 6900, 420),
                ("雪松", "Cedar", 6900, 420),
            ),
        ),
        Good(
            "TWL",
            ("长绒棉毛巾", "Long-Staple Cotton Towel"),
            (
                "A类婴幼儿标准，柔软吸水，不掉毛。",
                "Safe for babies by class A; soft, thirsty, lint-free.",
            ),
            "towel",
            each(
                PACK,
                ("面巾 3条", "3 face towels", 4990, 330),
                ("浴巾 1条", "1 bath towel", 5990, 480),
                ("浴巾面巾套装", "Bath and face set", 9900, 820),
            ),
        ),
        Good(
            "BSK",
            ("棉线收纳篮", "Cotton Rope Basket"),
            (
                "手工编织，可折叠，玩具衣物都能装。",
                "Woven by hand, folds flat; for toys, throws and laundry.",
            ),
            "basket",
            each(
                MODEL,
                ("小号 28cm", "Small 28 cm", 3990, 400),
                ("大号 40cm", "Large 40 cm", 6990, 850),
            ),
        ),
        Good(
            "PAN",
            ("精铁无涂层炒锅", "Uncoated Iron Wok"),
            (
                "窒化防锈工艺，物理不粘，燃气电磁炉通用。",
                "Nitrided against rust, naturally non-stick, for gas and induction.",
            ),
            "pan",
            each(
                MODEL,
                ("30厘米", "30 cm", 16900, 1700),
                ("32厘米 带盖", "32 cm with lid", 22900, 2600),
            ),
            BULKY,
        ),
        Good(
            "BWL",
            ("釉下彩饭碗", "Underglaze Rice Bowl"),
            (
                "景德镇高温烧制，可进微波炉与洗碗机。",
                "Fired in Jingdezhen; safe in microwave and dishwasher.",
            ),
            "bowl",
            each(
                PACK,
                ("4只装", "Set of 4", 5980, 1000),
                ("6只装", "Set of 6", 8680, 1500),
            ),
        ),
        Good(
            "FLK",
            ("316不锈钢保温杯", "Stainless Steel Flask"),
            (
                "24小时保温保冷，一键开盖，单手可用。",
                "Keeps hot or cold for a day; opens with one hand.",
            ),
            "bottle",
            each(
                COLOUR,
                ("象牙白 480ml", "Ivory 480 ml", 12900, 360),
                ("墨绿 480ml", "Forest 480 ml", 12900, 360),
                ("墨绿 750ml", "Forest 750 ml", 15900, 460),
            ),
        ),
        Good(
            "DFS",
            ("无火香薰藤条", "Reed Diffuser"),
            (
                "进口香精，留香约60天，附6根纤维藤条。",
                "Lasts for some sixty days, with six fibre reeds.",
            ),
            "dropper",
            each(
                SCENT,
                ("无花果", "Fig", 8900, 480),
                ("雨后青草", "Petrichor", 8900, 480),
                ("晚香玉", "Tuberose", 8900, 480),
            ),
        ),
    ),
)
