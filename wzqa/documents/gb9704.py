"""GB/T 9704-2012 in numbers: paper, grid, faces, sizes, places (documents.md §5).

Lengths are twips (1/20 pt), sizes half-points as `w:sz` counts them, indents in characters where a
name ends in `_CHARS`. The template builder and the linter import the same constants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# --- page (5.1, 5.2) -----------------------------------------------------------------------------

PAGE_WIDTH = 11906  # A4, 210 mm
PAGE_HEIGHT = 16838  # 297 mm
MARGIN_TOP = 2098  # 天头 37 mm
MARGIN_LEFT = 1588  # 订口 28 mm
MARGIN_RIGHT = 1474  # 26 mm: leaves a type area 156 mm wide
MARGIN_BOTTOM = 1984  # 35 mm: leaves a type area 225 mm high
MARGIN_TOLERANCE = 57  # ±1 mm (5.2.1)
HEADER_DISTANCE = 851
FOOTER_DISTANCE = 1417  # the dash of the page number stands 7 mm below the type area (7.5)
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT  # 8844 = 156 mm
TEXT_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM  # 12756 = 225 mm

# --- grid (3.2, 5.2.3; documents.md §5.1) ------------------------------------------------------

LINES = 22
CHARACTERS = 28
LINE_PITCH = 579  # 28.95 pt; 580 would leave 21 lines
# w:spacing of the body style: 16 pt − 0.4 pt, 28 in 156 mm. With −5, which fills the line to a
# twentieth of a character, LibreOffice loses marks at the ends of justified lines
CHAR_SPACING = -8
CHAR_PITCH = 16 * 20 + CHAR_SPACING  # 312
FIRST_LINE_CHARS = 200  # 左空二字, w:firstLineChars
FIRST_LINE = 632

# --- sizes (half-points) -------------------------------------------------------------------------

SIZE_2 = 44  # 2号, 22 pt: 标题
SIZE_3 = 32  # 3号, 16 pt: everything else
SIZE_4 = 28  # 4号, 14 pt: 版记, 页码
TITLE_PITCH = 720  # 36 pt: usual pitch of a 2号 title of several lines

RED = "FF0000"  # Y80 M80
BLACK = "000000"

# --- letter format (10.1) ------------------------------------------------------------------------

LETTER_HEAD_TOP = 1701  # 发文机关标志 30 mm below the upper edge of the page
LETTER_RULE_WIDTH = 9638  # both red rules 170 mm
LETTER_RULE_GAP = 227  # 4 mm below the name
LETTER_RULE_BOTTOM = 1134  # the lower rule 20 mm from the lower edge
LETTER_LOWER_RULE = "thinThickSmallGap"

# --- head and end (7.2.4, 7.3.5, 7.4) ------------------------------------------------------------

HEAD_DROP = 1984  # 发文机关标志 35 mm below the upper edge of the type area
HEAD_TOP = MARGIN_TOP + HEAD_DROP  # 72 mm below the upper edge of the page
RULE_GAP = 227  # red rule 4 mm below the number (7.2.7)
OUTER_RULE = 8  # eighths of a point: 版记 first and last rule, 0.35 mm ≈ 1 pt
INNER_RULE = 6  # 0.25 mm ≈ 0.75 pt
SEAL_DATE_CHARS = 4  # 成文日期右空四字 (7.3.5.1)

# --- faces (documents.md §5.4) ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces by Chinese family name: WPS does not match the English one."""

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    level1: str = "黑体"
    level2: str = "楷体_GB2312"
    page: str = "宋体"


FACES = Faces()

# What the linter takes for each face the standard names, in order of preference.
ACCEPTED_FACES: dict[str, tuple[str, ...]] = {
    "title": ("方正小标宋简体", "方正小标宋_GBK", "方正小标宋", "小标宋体", "小标宋"),
    "body": ("仿宋_GB2312", "仿宋", "方正仿宋_GBK", "方正仿宋简体", "华文仿宋"),
    "level1": ("黑体", "方正黑体_GBK", "方正黑体简体", "思源黑体"),
    "level2": ("楷体_GB2312", "楷体", "方正楷体_GBK", "方正楷体简体", "华文楷体"),
    "page": ("宋体", "方正书宋_GBK", "新宋体", "思源宋体"),
}
FACE_NAMES = {
    "title": "小标宋体",
    "body": "仿宋",
    "level1": "黑体",
    "level2": "楷体",
    "page": "宋体",
}
ENGLISH_FACES = {
    "FangSong": "仿宋",
    "FangSong_GB2312": "仿宋_GB2312",
    "SimHei": "黑体",
    "KaiTi": "楷体",
    "KaiTi_GB2312": "楷体_GB2312",
    "SimSun": "宋体",
    "NSimSun": "新宋体",
    "FZXiaoBiaoSong-B05S": "方正小标宋简体",
}

# --- patterns of elements ------------------------------------------------------------------------

# 发文字号; blank in a draft, where the issuing body's code may be blank too
NUMBER = re.compile(r"[一-鿿]+〔\d{4}〕(?:[1-9]\d*|[\s　]*)号|〔\d{4}〕[\s　]*号")
DAY = re.compile(r"\d{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
LEVELS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"（[一二三四五六七八九十百]+）"),
    re.compile(r"[1-9]\d*[.．]"),
    re.compile(r"（[1-9]\d*）"),
)


# --- signature (7.3.5) ---------------------------------------------------------------------------


def width(text: str) -> Decimal:
    """Measure a text in characters of the body size: digits and other ASCII count half."""
    return sum((Decimal("0.5") if char.isascii() else Decimal(1) for char in text), Decimal(0))


def indent(characters: Decimal) -> int:
    """Turn characters of the body grid into twips."""
    return int((characters * CHAR_PITCH).to_integral_value())
