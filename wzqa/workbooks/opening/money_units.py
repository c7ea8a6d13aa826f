"""Units of money as offices write them: 万元, 人民币千元, （万美元）, USD.

An amount is one of ours only in yuan. What is stated in another currency, or in words not known here,
is `UNCLEAR`: the amount is asked about, never read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa.names import comparable, half_width

if TYPE_CHECKING:
    from collections.abc import Iterable

UNCLEAR = Decimal("NaN")  # in place of 万元 per unit; compared by identity alone
_SIZES = {
    "元": "0.0001", "百元": "0.01", "千元": "0.1", "万元": "1", "十万元": "10", "百万元": "100",
    "千万元": "1000", "亿元": "10000",
}  # fmt: skip
UNITS = {"": None, "元": Decimal("0.0001")} | {
    word: Decimal(size) for name, size in _SIZES.items() for word in (name, name[:-1]) if word
}  # 万元 per unit

_CURRENCY = (
    r"美[元金圆]|美刀|欧[元圆]|英镑|[港日韩][元币圆]|澳(?:门|洲|大利亚)?[元币]|加(?:拿大)?元|新(?:加坡)?元"
    r"|(?:新)?台币|葡币|泰铢|卢[布比]|法郎|马克|里拉|[越印].{0,2}盾|林吉特|令吉|比索|克朗|外[币汇]"
    r"|us[d$]|hk[d$]|nt[d$]|eur|gbp|jpy|krw|twd|aud|cad|sgd|chf|rub|inr|thb|mop|vnd|myr"
    r"|[$€£₩₽₹฿₫]|dollars?|euros?|yen"
)
ABROAD = re.compile(_CURRENCY)
_SURELY = re.compile(r"美[元金]|欧元|英镑|港币|日币|新?台币|外币|usd|eur|hkd|us\$|hk\$|[$€£]")
_CONVERTED = re.compile(r"[折换]算|折合|折人民币")
_SIZE = r"亿|千万|百万|十万|万|千|百"
_YUAN = r"人民币|rmb|cny|¥"
_HOME = re.compile(rf"(?:{_YUAN})?[:,]?({_SIZE})?(元|¥)?(?:{_YUAN})?")
_WORDS = rf"(?:{_CURRENCY}|{_YUAN}|[百千十万亿元角块每k()\[\]【】]|thousand|million|yuan|\d|[.,:、](?!$))"
_ONLY_WORDS = re.compile(rf"{_WORDS}+")
_MONEY = re.compile(rf"{_YUAN}|[元万亿角块]|^k$|yuan")
_BRACKETS = re.compile(r"[()\[\]【】]")
_PREFIX = re.compile(r"^(?:金额|货币|计量|计价)?(?:单位|币[种别制])?(?:均|统一)?[为是:]*|:$")
_BETWEEN = re.compile(r"[,;、]")
_MAY = re.compile(
    r"单位|币|[以按].{1,12}(?:计|为单位|填|列|表示)|(?:金额|数据|数字|以[上下]).{0,6}为|currency|unit",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[元圆币亿万千百镑盾铢¥￥$＄€£]|[A-Za-z]{3}|卢布|卢比|法郎|比索|克朗")
# 推荐单位：… stands in the same cell as 单位：千元 often enough: only what follows tells them apart
_UNIT = rf"(?P<unit>{_WORDS}+?)"
_END = r"(?=$|[,);。、]|填报|填写)"
_STATED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"单位(?:均|统一)?(?:为|是)?:?{_UNIT}(?:人)?{_END}",
        rf"(?:货币|币[种别制]|currency|unit)(?:均|统一)?[为是:]{_UNIT}{_END}",
        rf"[以按]{_UNIT}(?:为单位|计|填报|填列|列示|表示|计价)",
        rf"(?:金额|数据|数字|以[上下])(?:均|全部|一律|都)*为{_UNIT}{_END}",
    )
)
_LONGEST = 12  # of a unit that stands alone
_LONGEST_TITLE = 30
_TITLE = re.compile(r"(?:情况|指标|数据|项目|财务|经营|年度?)\((?P<unit>[^()]*(?:\([^()]*\))?)\)$")


@lru_cache(maxsize=4096)
def stated(text: str) -> Decimal | None:
    """Tell the unit that a text is: 万元 per unit, `UNCLEAR`; None when it is none.

    >>> stated("（人民币千元）"), stated("万美元"), stated("审定数")
    (Decimal('0.1'), Decimal('NaN'), None)
    """
    plain = comparable(text)
    bare = _PREFIX.sub("", _BRACKETS.sub("", plain))
    pieces = [found for part in _BETWEEN.split(bare) if (found := _stated(part)) is not None]
    if not pieces:
        return None
    return pieces[0] if all(found == pieces[0] for found in pieces) else UNCLEAR


def _stated(plain: str) -> Decimal | None:
    home = _HOME.fullmatch(plain)
    if home and (home[1] or home[2] == "元"):
        return UNITS[f"{home[1] or ''}元"]
    if not _ONLY_WORDS.fullmatch(plain):
        return None
    return UNCLEAR if ABROAD.search(plain) or _MONEY.search(plain) else None


def may_be_one(text: str) -> bool:
    """Say whether a short text may be a unit and no amount with one: a quick look."""
    return bool(_SIGN.search(text)) and not any(c.isdigit() for c in text)


def is_yuan(text: str) -> bool:
    """Say whether a text names our currency and nothing else: 人民币 in a column 币种."""
    return bool(re.fullmatch(rf"(?:{_YUAN})+元?", _BRACKETS.sub("", comparable(text))))


def is_abroad(text: str) -> bool:
    """Say whether a text in brackets or above a table speaks of another currency as of its own."""
    plain = comparable(text)
    return bool(_SURELY.search(plain)) and not _CONVERTED.search(plain)


@lru_cache(maxsize=4096)
def of_all(text: str, *, head: bool = False) -> Decimal | None:
    """Read the unit that a line states for all amounts: 单位：千元, 以万美元计, （万元）.

    In the `head` of a sheet a line that speaks of another currency is one of them however it is put.
    """
    plain = half_width(text)
    alone = len(plain) <= _LONGEST and bool(_BRACKETS.match(plain))
    found = stated(plain) if alone else None
    if found is None and len(plain) <= _LONGEST_TITLE and (title := _TITLE.search(plain)):
        found = stated(title["unit"])  # 二、经营情况（万元）, 2025年（千元）
    if found is None and _MAY.search(plain):
        found = next(filter(None, (_in_line(part) for part in _parts(plain))), None)
    return UNCLEAR if (head or found) and is_abroad(plain) else found


def _in_line(part: str) -> Decimal | None:
    written = comparable(part)
    units = (stated(at["unit"]) for pattern in _STATED for at in pattern.finditer(written))
    return next(filter(None, units), None)


def _parts(text: str) -> Iterable[str]:
    """Give a line, then its words and what several of them make together, the longest first."""
    words = text.split()
    yield text
    for first in range(len(words)):
        for last in range(min(len(words), first + 4), first, -1):
            yield " ".join(words[first:last])
