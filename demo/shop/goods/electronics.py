from demo.shop.pictures import Palette
from demo.shop.shelf import COLOUR, MODEL, Good, Shelf, each

SHELF = Shelf(
    slug="electronics",
    prefix="ELE",
    name=("数码配件", "Electronics"),
    palettes=(
        Palette("#edf2f8", "#d6e3f3", "#3f7fc4", "#1f4b7d", "#a5c8ec"),
        Palette("#f0eff7", "#e0dcf1", "#7767b8", "#443877", "#c4bbe6"),
        Palette("#f0f2f4", "#dde2e7", "#5c6b7a", "#2f3a45", "#b3bfca"),
    ),
    goods=(
        Good(
            "CHG",
            ("氮化镓快充充电器", "GaN Fast Charger"),
            (
                "折叠插脚，多口智能分配，笔记本手机一个搞定。",
                "Folding pins and shared ports: one for laptop and phone.",
            ),
            "charger",
            each(
                MODEL,
                ("33W 单口", "33 W, 1 port", 5900, 90),
                ("65W 三口", "65 W, 3 ports", 12900, 150),
                ("100W 四口", "100 W, 4 ports", 19900, 230),
            ),
        ),
        Good(
            "CBL",
            ("编织快充数据线", "Braided USB-C Cable"),
            (
                "240W快充，双层编织，弯折两万次。",
                "240 W, double braid, bent twenty thousand times.",
            ),
            "cable",
            each(
                MODEL,
                ("1米", "1 m", 2900, 50),
                ("2米", "2 m", 3900, 80),
            ),
        ),
        Good(
            "CSE",
            ("磁吸磨砂手机壳", "Magnetic Matte Phone Case"),
            (
                "亲肤磨砂，四角气囊防摔，支持磁吸充电。",
                "Matte, cushioned corners, charges through its magnets.",
            ),
            "phone",
            each(
                COLOUR,
                ("雾黑", "Black", 4900, 45),
                ("远峰蓝", "Sierra blue", 4900, 45),
                ("浅紫", "Lilac", 4900, 45),
            ),
        ),
        Good(
            "EAR",
            ("主动降噪蓝牙耳机", "Noise-Cancelling Earbuds"),
            (
                "45分贝深度降噪，六麦通话，续航36小时。",
                "45 dB of quiet, six microphones, 36 hours with the case.",
            ),
            "earbuds",
            each(
                COLOUR,
                ("云白", "White", 29900, 160),
                ("石墨黑", "Graphite", 29900, 160),
            ),
        ),
        Good(
            "KBD",
            ("三模机械键盘", "Wireless Mechanical Keyboard"),
            (
                "84键热插拔，有线蓝牙2.4G三模，PBT键帽。",
                "84 hot-swap keys; cable, Bluetooth or 2.4 GHz; PBT caps.",
            ),
            "keyboard",
            each(
                MODEL,
                ("红轴", "Red switches", 32900, 1050),
                ("茶轴", "Brown switches", 32900, 1050),
                ("静音轴", "Silent switches", 35900, 1050),
            ),
        ),
        Good(
            "MSE",
            ("人体工学无线鼠标", "Ergonomic Wireless Mouse"),
            (
                "垂直握姿，静音微动，一键切换三台设备。",
                "An upright grip, silent clicks, three devices on one key.",
            ),
            "mouse",
            each(
                COLOUR,
                ("石墨灰", "Graphite", 14900, 180),
                ("米白", "Cream", 14900, 180),
            ),
        ),
        Good(
            "PWB",
            ("自带线快充移动电源", "Power Bank with Cable"),
            (
                "3C认证，可带上飞机，自带双线，数显电量。",
                "Certified for flights, two cables built in, a figure for the charge.",
            ),
            "powerbank",
            each(
                MODEL,
                ("10000mAh 22.5W", "10,000 mAh 22.5 W", 9900, 240),
                ("20000mAh 65W", "20,000 mAh 65 W", 18900, 460),
            ),
        ),
        Good(
            "WCH",
            ("运动智能手表", "Sports Smart Watch"),
            (
                "双频定位，血氧心率，典型续航14天。",
                "Dual-band positioning, oxygen and pulse, two weeks on a charge.",
            ),
            "watch",
            each(
                COLOUR,
                ("曜石黑", "Obsidian", 69900, 210),
                ("沙丘金", "Dune gold", 74900, 210),
            ),
        ),
        Good(
            "STD",
            ("铝合金笔记本支架", "Aluminium Laptop Stand"),
            (
                "六档高度，可折叠，承重10公斤。",
                "Six heights, folds flat, carries ten kilograms.",
            ),
            "keyboard",
            each(
                COLOUR,
                ("银色", "Silver", 9900, 720),
                ("深空灰", "Space grey", 9900, 720),
            ),
        ),
        Good(
            "HUB",
            ("七合一扩展坞", "7-in-1 USB-C Hub"),
            (
                "4K输出，百瓦供电，千兆网口，即插即用。",
                "4K out, 100 W in, gigabit network; plug and play.",
            ),
            "charger",
            each(
                MODEL,
                ("五合一", "5-in-1", 11900, 110),
                ("七合一", "7-in-1", 16900, 130),
            ),
        ),
    ),
)
