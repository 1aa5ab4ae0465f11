from demo.shop.pictures import Palette
from demo.shop.shelf import FLAVOUR, PACK, Good, Shelf, each

SHELF = Shelf(
    slug="food-snacks",
    prefix="FOD",
    name=("零食美味", "Food & Snacks"),
    palettes=(
        Palette("#fbf4e6", "#f6e4bf", "#dc9a34", "#87570f", "#f2cf92"),
        Palette("#faeeea", "#f4d8ce", "#cc6a4a", "#7c3520", "#ecb29f"),
        Palette("#f4efe9", "#e6d9cb", "#8b5e3c", "#54341c", "#c9a685"),
    ),
    goods=(
        Good(
            "NUT",
            ("每日坚果", "Daily Mixed Nuts"),
            (
                "六种坚果果干，独立小包，锁鲜充氮。",
                "Six nuts and fruits in daily sachets, sealed under nitrogen.",
            ),
            "nuts",
            each(
                PACK,
                ("7天装 175克", "7 days, 175 g", 3990, 260),
                ("30天装 750克", "30 days, 750 g", 12900, 980),
            ),
        ),
        Good(
            "PST",
            ("手工凤梨酥", "Pineapple Pastry"),
            (
                "台式土凤梨馅，奶香酥皮，微酸不腻。",
                "Tart native pineapple in a buttery crust.",
            ),
            "biscuit",
            each(
                PACK,
                ("8枚", "8 pieces", 3580, 420),
                ("16枚 礼盒", "16 pieces, gift box", 6980, 860),
            ),
        ),
        Good(
            "BFJ",
            ("风干牛肉干", "Air-Dried Beef"),
            (
                "内蒙古草原牛肉，五成干，越嚼越香。",
                "Grassland beef from Inner Mongolia, half-dried and full of taste.",
            ),
            "pouch",
            each(
                FLAVOUR,
                ("原味 250克", "Original, 250 g", 8900, 300),
                ("香辣 250克", "Spicy, 250 g", 8900, 300),
                ("孜然 250克", "Cumin, 250 g", 8900, 300),
            ),
        ),
        Good(
            "HNY",
            ("秦岭土蜂蜜", "Qinling Wild Honey"),
            (
                "秦岭深山土蜂，一年一取，波美度42以上。",
                "From the deep Qinling hills, taken once a year.",
            ),
            "jar",
            each(
                PACK,
                ("250克", "250 g", 4990, 430),
                ("500克", "500 g", 8990, 780),
            ),
        ),
        Good(
            "CHO",
            ("72%黑巧克力", "72% Dark Chocolate"),
            (
                "纯可可脂，苦甜平衡，独立小片。",
                "Pure cocoa butter, bitter and sweet in balance, in thin squares.",
            ),
            "chocolate",
            each(
                FLAVOUR,
                ("经典 120克", "Classic, 120 g", 2990, 170),
                ("海盐 120克", "Sea salt, 120 g", 2990, 170),
                ("橙皮 120克", "Orange peel, 120 g", 3290, 170),
            ),
        ),
        Good(
            "LSF",
            ("柳州螺蛳粉", "Liuzhou Snail Noodles"),
            (
                "酸笋腐竹花生料足，十分钟一碗地道柳州味。",
                "Bamboo shoots, bean curd, peanuts: Liuzhou in ten minutes.",
            ),
            "noodles",
            each(
                PACK,
                ("3袋", "3 bags", 3290, 1000),
                ("10袋", "10 bags", 9990, 3300),
            ),
        ),
        Good(
            "RBN",
            ("红油拌面", "Chilli Oil Noodles"),
            (
                "非油炸干面，成都红油，四分钟出锅。",
                "Air-dried noodles with Chengdu chilli oil, four minutes.",
            ),
            "noodles",
            each(
                FLAVOUR,
                ("香辣 4人份", "Spicy, serves 4", 2590, 560),
                ("葱油 4人份", "Scallion, serves 4", 2590, 560),
            ),
        ),
        Good(
            "MGO",
            ("芒果干", "Dried Mango"),
            ("厚切软糯，低糖无添加色素。", "Thick, soft slices, little sugar, no colouring."),
            "pouch",
            each(
                PACK,
                ("100克", "100 g", 1490, 130),
                ("500克", "500 g", 5990, 560),
            ),
        ),
        Good(
            "RCE",
            ("五常稻花香大米", "Wuchang Fragrant Rice"),
            (
                "黑龙江五常核心产区，当季新米，真空锁鲜。",
                "This season's rice from Wuchang, vacuum-packed.",
            ),
            "box",
            each(
                PACK,
                ("2.5公斤", "2.5 kg", 4990, 2600),
                ("5公斤", "5 kg", 8990, 5200),
            ),
        ),
        Good(
            "SSM",
            ("黑芝麻丸", "Black Sesame Balls"),
            ("九蒸九晒，粗粮无蔗糖，每天两颗。", "Steamed and dried nine times, no cane sugar."),
            "nuts",
            each(
                PACK,
                ("108克", "108 g", 2990, 190),
                ("270克", "270 g", 6490, 380),
            ),
        ),
    ),
)
