"""Days as offices write them (workbooks.md §11): never assumed, asked about when in doubt."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.models import Day
from wzqa.names import half_width, has_note_mark, squeeze
from wzqa.problems import Severity
from wzqa.workbooks.opening.cells import Cell, CellKind
from wzqa.workbooks.tables_in.values import NO_NUMBER, Note, Read, special

if TYPE_CHECKING:
    from datetime import date as Date  # noqa: N812

FOUNDED = date(1949, 10, 1)  # nothing that an applicant states is older
FIRST_YEAR, LAST_YEAR = 1900, 2199
_HINT = "请按“2019-03-01”的样式填写"

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "◯": "0",
    "O": "0",
    "元": "1",
}
_CHINESE = "〇○◯零OО一二三四五六七八九十廿卅元"
_PARTS = re.compile(
    rf"(?P<y>\d{{4}}|[〇○◯零O一二三四五六七八九0-9]{{4}})(?P<s>[-/.年])"
    rf"(?P<m>\d{{1,2}}|[{_CHINESE}]{{1,3}})"
    rf"(?:(?:[-/.月])(?P<d>\d{{1,2}}|[{_CHINESE}]{{1,4}}))?[日号月]?"
)
_TIME = re.compile(r"[T\s]+\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?\s*$")
_YEAR = re.compile(r"(?:\d{4}|[〇○◯零O一二三四五六七八九]{4})年?")
_SINCE = re.compile(r"(?:以来|开始|起|至今|导入|开始导入|成立|设立)+$")  # 2015年起
_ABOUT = re.compile(  # 2020年初, 2019年5月中旬: any day of that year, of that month
    r"(?<=年)(?:初|底|末|中|[上下]半年|第?[一二三四1-4]季度|[春夏秋冬]季?)$|(?<=月)(?:份|初|底|末|[上中下]旬)$"
)
_OPEN_END = re.compile(r"(?<=[\d年月日])(?:[-—–―─~至]+今?)$")  # 2026.3.1—
_GAP = re.compile(r"\d\s+\d")  # what white space parts is not one date
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def _ask(code: str, message: str, hint: str = _HINT) -> Read[Day | None]:
    return Read(None, (Note(code, message, hint),))


def _unreadable() -> Read[Day | None]:
    return _ask("date-unreadable", "不是可以读取的日期，按未填写处理")


def _number(text: str) -> int:
    """Read a month or day in digits or Chinese numerals: 十二, 二十一, 廿一, 元."""
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("元", "一")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        digits = "".join(_DIGITS.get(c, "?") for c in text)
        return int(digits) if digits.isdigit() and len(digits) <= 2 else 0  # noqa: PLR2004
    values = [
        int(_DIGITS.get(part, "99")) if part else empty for part, empty in ((tens, 1), (ones, 0))
    ]
    return values[0] * 10 + values[1]


def _day(year: int, month: int, day: int | None) -> Read[Day | None]:
    """Make a day, or a month when no day is given; name what no calendar has."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _ask("date-unreadable", f"年份{year}不合常理，按未填写处理")
    if not 1 <= month <= 12:  # noqa: PLR2004
        return _ask("date-impossible", f"没有{month}月，按未填写处理")
    last = monthrange(year, month)[1]
    if day is None:
        return _checked(Day(date(year, month, 1), date(year, month, last)))
    if not 1 <= day <= last:
        return _ask("date-impossible", f"{year}年{month}月没有{day}日，按未填写处理")
    return _checked(Day(date(year, month, day), date(year, month, day)))


def _checked(day: Day, *notes: Note) -> Read[Day | None]:
    if day.last < FOUNDED:
        return _ask("date-too-early", "早于1949年10月1日，按未填写处理", "请核对年份")
    return Read(day, notes)


@lru_cache(maxsize=4096)
def parse(text: str) -> Read[Day | None]:
    """Read a day from text.

    >>> parse("二〇一九年三月").value
    Day(first=datetime.date(2019, 3, 1), last=datetime.date(2019, 3, 31))
    >>> parse("2019-02-30").trouble
    '2019年2月没有30日，按未填写处理'
    """
    timeless = _TIME.sub("", half_width(text))
    if _GAP.search(timeless) or has_note_mark(text):
        return _unreadable()
    written = _OPEN_END.sub("", squeeze(timeless)).lstrip("'")
    if written.upper() in NO_NUMBER:
        return Read(None)
    if compact := _COMPACT.fullmatch(written):
        return _noted(_day(*(int(part) for part in compact.groups())), "date-as-number")
    if written.isdigit() and len(written) == 5:  # noqa: PLR2004  (a serial, 1927 … 2173)
        return _serial(Decimal(written), uses_1904=False)
    written = _ABOUT.sub("", _SINCE.sub("", written))
    if _YEAR.fullmatch(written):
        return _whole_year(int("".join(_DIGITS.get(c, c) for c in written.rstrip("年"))))
    found = _PARTS.fullmatch(written)
    if not found or (found["s"] != "年" and not (written[:4].isdigit() and written.isascii())):
        return _unreadable()
    year = int("".join(_DIGITS.get(c, c) for c in found["y"]))
    return _day(year, _number(found["m"]), _number(found["d"]) if found["d"] else None)


def _whole_year(year: int) -> Read[Day | None]:
    """Take a year alone for any day of it; who needs to know better asks for the day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _ask("date-unreadable", f"年份{year}不合常理，按未填写处理")
    note = Note("date-year-only", "只有年份，影响结论时须写明到日", _HINT, Severity.INFO)
    return _checked(Day(date(year, 1, 1), date(year, 12, 31)), note)


def _noted(read: Read[Day | None], code: str) -> Read[Day | None]:
    if read.value is None:
        return read
    message = f"单元格里是数字，按日期{chinese(read.value.first)}读取"
    return Read(read.value, (*read.notes, Note(code, message, "", Severity.INFO)))


def _serial(number: Decimal, *, uses_1904: bool) -> Read[Day | None]:
    """Read a serial day number: 1 = 1900-01-01, with the leap day of 1900 that never was."""
    start: Date = date(1904, 1, 1) if uses_1904 else date(1899, 12, 30)
    days = int(number)
    if not 1 <= days <= 110_000:  # noqa: PLR2004  (the year 2200)
        return _unreadable()
    day = start + timedelta(days=days + (1 if not uses_1904 and days < 60 else 0))  # noqa: PLR2004
    return _noted(_checked(Day(day, day)), "date-serial")


def _from_number(number: Decimal, *, uses_1904: bool) -> Read[Day | None]:
    whole = int(number)
    if number == whole and len(str(whole)) == 8:  # noqa: PLR2004  (20190301)
        return parse(str(whole))
    if FIRST_YEAR <= number < LAST_YEAR + 1:
        return _year_and_month(number)
    return _serial(number, uses_1904=uses_1904)


def _year_and_month(number: Decimal) -> Read[Day | None]:
    """Read 2019.3 or 2019.11 typed as a number; 2019.1 may have been 2019.10 and is asked."""
    year, _, month = f"{number:f}".partition(".")
    month = month.rstrip("0") if len(month) > 2 else month  # noqa: PLR2004
    if not month:
        return _whole_year(int(year))
    if month == "1":
        message = f"可能是{year}年1月，也可能是{year}年10月，按未填写处理"
        return _ask("date-ambiguous", message, f"请填写“{year}年1月”或“{year}年10月”")
    if len(month) > 2:  # noqa: PLR2004
        return _unreadable()
    return _noted(_day(int(year), int(month), None), "date-as-number")


def _from_date(value: Date, *, uses_1904: bool) -> Read[Day | None]:
    """Read a date; 2019 or 2019.1 typed into a cell of date format shows as a day of 1905."""
    serial = (value - (date(1904, 1, 1) if uses_1904 else date(1899, 12, 30))).days
    if FIRST_YEAR <= serial <= LAST_YEAR and value.year < 1910:  # noqa: PLR2004
        message = f"单元格是日期格式，里面的数像是年份{serial}，按未填写处理"
        return _ask("date-year-only", message, f"请按“{serial}-03-01”的样式填写")
    return _checked(Day(value, value))


def day(cell: Cell, *, uses_1904: bool = False) -> Read[Day | None]:
    """Read a day in any form of workbooks.md §11; `uses_1904` is the workbook's date system.

    The value is None for a blank and for what cannot be read (`trouble` says why). A date later than
    some limit is a value all the same: the limit is not known here.
    """
    if bad := special(cell):
        return Read(None, (bad,))
    if isinstance(cell.value, date):
        return _from_date(cell.value, uses_1904=uses_1904)
    if isinstance(cell.value, Decimal) and not cell.percent:
        return _from_number(cell.value, uses_1904=uses_1904)
    return parse(cell.text) if cell.kind in (CellKind.TEXT, CellKind.BLANK) else _unreadable()
