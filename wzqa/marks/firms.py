"""How people speak of a firm: its full name, and the shorter forms that still mean only this one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from wzqa.names import Finder, comparable
from wzqa.regions import short
from wzqa.regulation import shipped_areas

_LEGAL = re.compile(
    r"(?:\([^)]*\)|集团|股份|有限责任公司|有限公司|责任公司|公司|专业合作社|合作社|总厂|厂)+$"
)
_MARKERS = ("演示", "示例")  # invented names carry one
_TELLING = 3  # characters; a shorter rest tells nobody apart
_BRAND = 2
_KINDS = ("公司", "集团", "企业", "股份")
# words that begin names and stand in any text: with them nothing shorter than the whole tells
_COMMON = frozenset(
    [
        "创新",
        "智能",
        "智慧",
        "科技",
        "质量",
        "现代",
        "先进",
        "绿色",
        "安全",
        "环保",
        "环境",
        "数字",
        "信息",
        "技术",
        "管理",
        "服务",
        "第一",
        "第二",
        "第三",
        "中心",
        "工业",
        "国际",
        "城市",
        "农业",
        "食品",
        "精密",
        "新材",
        "高新",
        "人民",
        "中医",
        "职业",
        "电子",
        "电气",
        "机械",
        "汽车",
        "建筑",
        "交通",
        "公共",
        "联合",
        "综合",
        "专业",
    ]
)


@cache
def _places() -> tuple[str, ...]:
    names = {n for area in shipped_areas() for r in area.regions for n in (r.name, r.short)}
    above = [n for area in shipped_areas() for n in (*area.parents, area.name)]
    around = dict.fromkeys(n for name in above for n in (name, short(name)))
    return ("中国", *around, *sorted(names, key=lambda name: (-len(name), name)))


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """Give what is left of a name without its place and legal form, folded.

    >>> bare("演示大江泵阀门（集团）有限公司")
    '大江泵阀门'
    """
    rest = _LEGAL.sub("", comparable(name))
    again = True
    while again:
        again = False
        for place in (*_places(), *_MARKERS):
            if rest.startswith(place) and len(rest) - len(place) >= _BRAND:
                rest, again = rest.removeprefix(place).removeprefix("市"), True
    return rest


@lru_cache(maxsize=4096)
def spoken(name: str) -> frozenset[str]:
    """Give the folded forms by which a firm is called: 大江泵阀门, 大江阀门, 大江公司 ….

    Forms that two firms share name neither: whoever compares takes those of the one away.
    """
    full = comparable(name)
    if not full:
        return frozenset()
    stem, rest = _LEGAL.sub("", full), bare(name)
    forms = {full, *(f for f in (stem, rest) if len(f) >= _TELLING)}
    for place in _places():
        cut = full.removeprefix(place)
        forms |= {cut} if cut != full and len(cut) > _TELLING + _BRAND else set()
    if rest[:_BRAND] in _COMMON:
        return frozenset(forms)
    forms |= {rest[: 2 * _BRAND]} if len(rest) > 2 * _BRAND else set()
    for size in (_BRAND, _BRAND + 1):
        if len(rest) > size:
            brand = rest[:size]
            forms |= {brand + kind for kind in _KINDS}
            forms |= {brand + rest[-_BRAND:]} if len(rest) > size + _BRAND else set()
    return frozenset(forms)


class Firms:
    """Finds in a text the names of other firms than its own."""

    def __init__(self, names: dict[str, tuple[str, ...]]) -> None:
        """Take names and former names of everybody, by code."""
        self._own = {code: tuple(comparable(n) for n in all_) for code, all_ in names.items()}
        self._forms = {
            code: frozenset(f for n in all_ for f in spoken(n)) for code, all_ in names.items()
        }
        self._whose: dict[str, list[str]] = {}
        for code, forms in self._forms.items():
            for form in (f for f in forms if len(f) >= _BRAND):  # one character names nobody
                self._whose.setdefault(form, []).append(code)
        self._finder = Finder(self._whose)

    def others(self, text: str, own: str) -> list[tuple[str, str]]:
        """Give (form, code) of each other firm that a text names, longest form once per firm."""
        found = dict[str, str]()
        mine, names = self._forms.get(own, frozenset()), self._own.get(own, ())
        for _, form in self._finder.found(comparable(text)):
            if form in mine or any(form in name for name in names):
                continue
            for code in self._whose[form]:
                if code != own and len(form) > len(found.get(code, "")):
                    found[code] = form
        return [(form, code) for code, form in found.items()]
