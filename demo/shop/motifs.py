"""The drawings on the demo shop's pictures: SVG around the origin, 300 units across.

Classes colour them from the palette of the category: ``m`` the main colour, ``d`` its shade,
``l`` its light, ``w`` white, ``s`` a stroke in the shade, ``t`` a stroke in white.
"""

MOTIFS = {
    # tea and kitchen
    "tin": """
        <rect class="m" x="-80" y="-90" width="160" height="215" rx="14"/>
        <rect class="d" x="-88" y="-130" width="176" height="52" rx="12"/>
        <rect class="w" x="-52" y="-40" width="104" height="110" rx="6"/>
        <path class="s" d="M-22 48C-26 4 0-14 26-20 28 18 12 42-22 48ZM-22 48 8 8"/>""",
    "pouch": """
        <path class="m" d="M-92-120H92L104 112Q106 130 88 130H-88Q-106 130-104 112Z"/>
        <path class="d" d="M-96-134H96V-96H-95Z"/>
        <circle class="w" cx="0" cy="24" r="58"/>
        <path class="s" d="M-24 44C-24 8-4-8 26-10 26 24 8 42-24 44ZM-24 44 6 14"/>""",
    "box": """
        <path class="m" d="M-130-40 0-80 130-40V92L0 134-130 92Z"/>
        <path class="l" d="M-130-40 0-80 130-40 0 2Z"/>
        <path class="d" d="M0 2 130-40V92L0 134Z"/>
        <path class="w" d="M-84 8-44 20V66L-84 54Z"/>""",
    "cup": """
        <path class="m" d="M-96-30H72Q72 96-12 110-96 96-96-30Z"/>
        <ellipse class="d" cx="-12" cy="-30" rx="84" ry="20"/>
        <path class="s" d="M70-8C122-22 128 50 54 54"/>
        <ellipse class="l" cx="-12" cy="124" rx="118" ry="16"/>
        <path class="s" d="M-40-72C-60-96-22-108-40-134M14-72C-6-96 32-108 14-134"/>""",
    "teapot": """
        <ellipse class="m" cx="0" cy="36" rx="102" ry="86"/>
        <path class="m" d="M84 28C128 16 116-32 154-46L160-24C138-8 144 52 92 66Z"/>
        <path class="s" d="M-92-4C-166-30-166 84-84 84"/>
        <ellipse class="d" cx="0" cy="-44" rx="62" ry="16"/>
        <circle class="d" cx="0" cy="-70" r="16"/>
        <path class="t" d="M-44 6C-36-14-16-22 6-22"/>""",
    "jar": """
        <path class="l" d="M-86-70Q-104-46-104-20V104Q-104 130-78 130H78Q104 130 104 104V-20
            Q104-46 86-70Z"/>
        <path class="m" d="M-104 10Q-50-16 0 10T104 10V104Q104 130 78 130H-78Q-104 130-104 104Z"/>
        <rect class="d" x="-92" y="-116" width="184" height="50" rx="12"/>
        <rect class="w" x="-50" y="40" width="100" height="50" rx="6"/>""",
    "bowl": """
        <path class="m" d="M-140-20H140C136 62 84 108 46 116H-46C-84 108-136 62-140-20Z"/>
        <ellipse class="d" cx="0" cy="-20" rx="140" ry="28"/>
        <ellipse class="l" cx="0" cy="-18" rx="112" ry="18"/>
        <rect class="d" x="-50" y="112" width="100" height="18" rx="8"/>
        <path class="s" d="M40-34 128-136M64-28 150-116"/>""",
    "pan": """
        <rect class="d" x="60" y="-12" width="110" height="24" rx="12" transform="rotate(-28 60
            0)"/>
        <circle class="d" cx="-30" cy="24" r="112"/>
        <circle class="m" cx="-30" cy="24" r="94"/>
        <circle class="l" cx="-46" cy="14" r="46"/>
        <circle class="w" cx="-46" cy="14" r="20"/>""",
    "bottle": """
        <rect class="d" x="-34" y="-142" width="68" height="44" rx="10"/>
        <path class="m" d="M-28-98H28C32-66 66-56 66-14V108Q66 134 40 134H-40Q-66 134-66 108
            V-14C-66-56-32-66-28-98Z"/>
        <rect class="w" x="-66" y="10" width="132" height="70"/>
        <path class="s" d="M-30 34H30M-30 56H10"/>""",
    # home
    "pillow": """
        <path class="m" d="M-136-70Q0-104 136-70 116 10 136 92 0 124-136 92-116 10-136-70Z"/>
        <path class="t" d="M-96-40Q0-62 96-40M-96 62Q0 84 96 62"/>
        <circle class="l" cx="0" cy="10" r="26"/>""",
    "blanket": """
        <rect class="m" x="-124" y="20" width="248" height="58" rx="26"/>
        <rect class="d" x="-116" y="70" width="232" height="58" rx="26"/>
        <rect class="l" x="-108" y="-34" width="216" height="60" rx="26"/>
        <path class="m" d="M-92-34H92V-60Q92-86 66-86H-66Q-92-86-92-60Z"/>
        <path class="t" d="M-70-58H70M-90 48H90"/>""",
    "lamp": """
        <path class="m" d="M-62-132H62L104 0H-104Z"/>
        <rect class="d" x="-8" y="0" width="16" height="100"/>
        <rect class="d" x="-66" y="100" width="132" height="26" rx="13"/>
        <path class="t" d="M-46-104-74-22"/>
        <path class="s" d="M52 0V44"/><circle class="d" cx="52" cy="50" r="8"/>""",
    "candle": """
        <rect class="l" x="-84" y="-40" width="168" height="168" rx="18"/>
        <rect class="m" x="-84" y="10" width="168" height="118" rx="18"/>
        <rect class="w" x="-44" y="40" width="88" height="56" rx="6"/>
        <path class="s" d="M0-40V-70"/>
        <path class="d" d="M0-142C30-106 26-76 0-70-26-76-30-106 0-142Z"/>""",
    "basket": """
        <path class="m" d="M-128-30H128L104 118Q102 130 88 130H-88Q-102 130-104 118Z"/>
        <rect class="d" x="-138" y="-56" width="276" height="38" rx="16"/>
        <path class="t" d="M-112 12H112M-106 52H106M-100 92H100M-60-18-44 128M0-18V128
            M60-18 44 128"/>
        <path class="s" d="M-70-56C-64-150 64-150 70-56"/>""",
    "towel": """
        <rect class="d" x="-140" y="-130" width="280" height="18" rx="9"/>
        <path class="m" d="M-96-122H96V130H-96Z"/>
        <path class="l" d="M-96 66H96V98H-96Z"/>
        <path class="t" d="M-96 52H96M-96 112H96"/>
        <path class="d" d="M60-122H96V40Q74 20 60 40Z"/>""",
    # clothing
    "shirt": """
        <path class="m" d="M-56-124-146-76-116-8-82-24V128H82V-24L116-8 146-76 56-124
            C40-88-40-88-56-124Z"/>
        <path class="s" d="M-56-124C-40-84 40-84 56-124"/>
        <path class="d" d="M20-14H62V36L41 48 20 36Z"/>""",
    "hoodie": """
        <path class="m" d="M-62-100-138-54-150 96-108 100-92 0V130H92V0
            L108 100 150 96 138-54 62-100Z"/>
        <path class="d" d="M-66-100C-64-156 64-156 66-100 40-50-40-50-66-100Z"/>
        <path class="l" d="M-56 40H56L74 104H-74Z"/>
        <path class="t" d="M-16-66V-14M16-66V-14"/>""",
    "trousers": """
        <path class="m" d="M-84-130H84L104 130H34L0-30-34 130H-104Z"/>
        <rect class="d" x="-86" y="-136" width="172" height="34" rx="8"/>
        <path class="t" d="M0-100V-34M-70-92C-60-66-46-60-34-60M70-92C60-66 46-60 34-60"/>""",
    "dress": """
        <path class="m" d="M-50-130-30-90Q0-66 30-90L50-130 74-100 50-20 118 128H-118
            L-50-20-74-100Z"/>
        <path class="d" d="M-52-24H52L58-2H-58Z"/>
        <path class="t" d="M-30 26-56 124M0 26V124M30 26 56 124"/>""",
    "socks": """
        <path class="m" d="M-116-130H-36V10L34 66C66 94 40 138 2 124L-92 78Q-116 64-116 36Z"/>
        <path class="d" d="M-116-130H-36V-92H-116Z"/>
        <path class="l" d="M34 66C66 94 40 138 2 124-18 104 0 64 34 66Z"/>
        <path class="t" d="M-116-58H-36M-116-32H-36"/>""",
    "cap": """
        <path class="m" d="M-112 36C-118-74-40-104 6-104 70-104 104-50 100 36Z"/>
        <path class="d" d="M30 36H100C146 40 156 66 150 78 96 58 62 58 14 62Z"/>
        <path class="t" d="M4-104C-28-60-34-10-32 34M6-104C46-64 52-10 50 34"/>
        <circle class="d" cx="4" cy="-108" r="12"/>""",
    "bag": """
        <path class="s" d="M-58-40C-58-160 58-160 58-40"/>
        <path class="m" d="M-110-50H110L126 112Q128 132 108 132H-108Q-128 132-126 112Z"/>
        <path class="d" d="M-112-50H112L118 2H-118Z"/>
        <circle class="w" cx="-58" cy="-24" r="9"/><circle class="w" cx="58" cy="-24" r="9"/>
        <rect class="l" x="-40" y="36" width="80" height="46" rx="8"/>""",
    "shoe": """
        <path class="m" d="M-138-40C-110-52-84-44-70-60L-42-82
            C-10-26 60-8 118 14 148 26 150 70 138 82H-136C-146 40-146 0-138-40Z"/>
        <path class="w" d="M-140 74H142V96Q142 110 128 110H-126Q-140 110-140 96Z"/>
        <path class="t" d="M-34-62-6-82M-8-38 20-58M24-20 50-40"/>
        <path class="d" d="M-138-40C-126-46-114-48-104-50L-96 74H-138Z"/>""",
    # electronics
    "charger": """
        <rect class="m" x="-74" y="-70" width="148" height="170" rx="30"/>
        <rect class="d" x="-44" y="-124" width="22" height="58" rx="6"/>
        <rect class="d" x="22" y="-124" width="22" height="58" rx="6"/>
        <rect class="w" x="-32" y="58" width="64" height="18" rx="9"/>
        <path class="t" d="M12-44-22 8H4L-10 42"/>""",
    "cable": """
        <path class="s" d="M-96-60C-96 90 0 110 0 10S96-90 96 60"/>
        <rect class="m" x="-122" y="-112" width="52" height="70" rx="14"/>
        <rect class="d" x="-110" y="-140" width="28" height="32" rx="6"/>
        <rect class="m" x="70" y="52" width="52" height="70" rx="14"/>
        <rect class="d" x="80" y="118" width="32" height="26" rx="10"/>""",
    "phone": """
        <rect class="m" x="-76" y="-140" width="152" height="276" rx="32"/>
        <rect class="d" x="-56" y="-122" width="68" height="72" rx="22"/>
        <circle class="l" cx="-34" cy="-98" r="13"/><circle class="l" cx="-8" cy="-72" r="13"/>
        <circle class="w" cx="-8" cy="-100" r="6"/>
        <path class="t" d="M-50 100H50"/>""",
    "earbuds": """
        <rect class="m" x="-118" y="-16" width="236" height="140" rx="64"/>
        <path class="d" d="M-118 40H118V30H-118Z"/>
        <path class="l" d="M-62-128A36 36 0 0 1-28-76L-34 10H-62L-66-60A36 36 0 0 1-62-128Z"/>
        <path class="l" d="M62-128A36 36 0 0 0 28-76L34 10H62L66-60A36 36 0 0 0 62-128Z"/>
        <circle class="w" cx="0" cy="76" r="8"/>""",
    "keyboard": """
        <rect class="m" x="-150" y="-62" width="300" height="132" rx="20"/>
        <path class="t" stroke-dasharray="30 12" d="M-128-34H130M-128 0H130M-128 34H-86M86 34
            H130"/>
        <path class="t" d="M-70 34H72"/>
        <rect class="d" x="-150" y="64" width="300" height="22" rx="10"/>""",
    "mouse": """
        <rect class="m" x="-80" y="-132" width="160" height="262" rx="80"/>
        <path class="t" d="M0-132V-24M-80-24H80"/>
        <rect class="d" x="-12" y="-96" width="24" height="50" rx="12"/>""",
    "powerbank": """
        <rect class="m" x="-96" y="-136" width="192" height="268" rx="30"/>
        <rect class="d" x="-96" y="-136" width="192" height="60" rx="30"/>
        <path class="w" d="M-8-40-44 32H-8L-20 88 44 8H6L24-40Z"/>
        <circle class="l" cx="-40" cy="-106" r="7"/><circle class="l" cx="-14" cy="-106" r="7"/>
        <circle class="l" cx="12" cy="-106" r="7"/>""",
    "watch": """
        <path class="d" d="M-52-150H52L60-60H-60ZM-60 60H60L52 150H-52Z"/>
        <rect class="m" x="-86" y="-90" width="172" height="180" rx="48"/>
        <rect class="w" x="-64" y="-68" width="128" height="136" rx="32"/>
        <path class="s" d="M0-34V4L30 24"/>""",
    # food
    "nuts": """
        <path class="m" d="M-70 20C-140 0-140-90-66-104-10-114 20-60 0-14-14 16-40 28-70 20Z"/>
        <path class="d" d="M40 108C-20 110-48 50-10 14 30-22 96 0 108 46 116 84 86 106 40 108Z"/>
        <path class="l" d="M60-40C26-56 34-110 74-116 112-120 134-84 118-56 106-36 82-30 60-40Z"/>
        <path class="t" d="M-104-58C-84-78-58-84-36-74M10 62C34 38 60 38 82 56M72-92
            C86-96 98-90 102-80"/>""",
    "biscuit": """
        <circle class="m" cx="-24" cy="24" r="108"/>
        <circle class="l" cx="-24" cy="24" r="88"/>
        <circle class="d" cx="-62" cy="-10" r="13"/><circle class="d" cx="4" cy="-22" r="11"/>
        <circle class="d" cx="24" cy="42" r="14"/><circle class="d" cx="-34" cy="66" r="12"/>
        <circle class="d" cx="-80" cy="50" r="8"/>
        <path class="m" d="M60-132A50 50 0 1 0 142-78 30 30 0 0 1 104-104 34 34 0 0 1
            60-132Z"/>""",
    "chocolate": """
        <rect class="m" x="-100" y="-134" width="200" height="260" rx="12"/>
        <path class="t" d="M0-134V30M-100-80H100M-100-24H100"/>
        <path class="d" d="M-112 20 112-10V112Q112 134 90 134H-90Q-112 134-112 112Z"/>
        <rect class="w" x="-58" y="48" width="116" height="44" rx="6"/>""",
    "noodles": """
        <path class="s" d="M-70-20C-80-90-30-70-40-130M-30-20C-40-90 10-70 0-130M10-20
            C0-90 50-70 40-130"/>
        <path class="m" d="M-136-20H136C132 60 86 104 50 112H-50C-86 104-132 60-136-20Z"/>
        <path class="d" d="M-140-30H140V-4H-140Z"/>
        <rect class="d" x="-52" y="108" width="104" height="20" rx="8"/>
        <path class="t" d="M-96 28Q-72 8-48 28T0 28 48 28 96 28"/>""",
    # baby and beauty
    "cream": """
        <rect class="m" x="-112" y="-10" width="224" height="130" rx="30"/>
        <rect class="d" x="-120" y="-70" width="240" height="70" rx="20"/>
        <rect class="w" x="-56" y="36" width="112" height="48" rx="8"/>
        <path class="t" d="M-92-36H40"/>""",
    "dropper": """
        <path class="d" d="M-22-150H22V-96H-22ZM-38-96H38V-66H-38Z"/>
        <path class="m" d="M-40-66H40C76-44 88-18 88 20V104Q88 132 60 132H-60Q-88 132-88 104V20
            C-88-18-76-44-40-66Z"/>
        <path class="l" d="M-88 30H88V104Q88 132 60 132H-60Q-88 132-88 104Z"/>
        <path class="t" d="M0-62V60"/>
        <circle class="w" cx="0" cy="84" r="14"/>""",
    "lipstick": """
        <path class="m" d="M-36-58V-112Q-4-154 36-130V-58Z"/>
        <rect class="l" x="-46" y="-62" width="92" height="62"/>
        <rect class="d" x="-62" y="-6" width="124" height="138" rx="14"/>
        <path class="t" d="M-62 22H62"/>""",
    "tube": """
        <path class="m" d="M-80-120H80L58 84H-58Z"/>
        <path class="d" d="M-88-140H88V-112H-88ZM-46 84H46V128Q46 136 38 136H-38
            Q-46 136-46 128Z"/>
        <rect class="w" x="-38" y="-72" width="76" height="90" rx="8"/>
        <path class="s" d="M-16-44H16M-16-20H16"/>""",
    "milk": """
        <path class="d" d="M-16-150Q0-164 16-150L22-112H-22ZM-58-112H58V-78H-58Z"/>
        <path class="l" d="M-62-78H62Q84-60 76-26 66 4 78 40V98Q78 132 44 132H-44Q-78 132-78 98
            V40C-66 4-76-26-76-26-84-60-62-78-62-78Z"/>
        <path class="m" d="M-72 20H72Q78 40 78 60V98Q78 132 44 132H-44Q-78 132-78 98V60
            Q-78 40-72 20Z"/>
        <path class="t" d="M28 46H58M40 70H58M28 94H58"/>""",
    "bear": """
        <circle class="d" cx="-72" cy="-96" r="34"/><circle class="d" cx="72" cy="-96" r="34"/>
        <circle class="m" cx="0" cy="-44" r="90"/>
        <ellipse class="l" cx="0" cy="-20" rx="42" ry="32"/>
        <circle class="d" cx="-34" cy="-64" r="9"/><circle class="d" cx="34" cy="-64" r="9"/>
        <ellipse class="d" cx="0" cy="-34" rx="14" ry="10"/>
        <path class="m" d="M-76 22H76Q104 64 96 132H-96Q-104 64-76 22Z"/>
        <ellipse class="l" cx="0" cy="94" rx="50" ry="36"/>""",
    "brush": """
        <path class="m" d="M-22-10H22V112Q22 136 0 136T-22 112Z"/>
        <rect class="d" x="-30" y="-40" width="60" height="40" rx="6"/>
        <path class="l" d="M-46-40C-60-96-30-140 0-152 30-140 60-96 46-40Z"/>
        <path class="t" d="M-14-52C-20-84-12-108 0-122M14-52C18-74 16-92 10-106"/>""",
}
