"""A fictitious cycle as plain data: organisations, examiners, marks. Same seed, same cycle.

Nothing here is real: every name carries 演示, every code the organisation part MAXX.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.codes import check_character, organisation_is_sound
from wzqa.fields import EITHER
from wzqa.regions import LOCAL, short
from wzqa.regulation import default_profile, load_edition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.criteria import Criteria
    from wzqa.regions import Area, Region
    from wzqa.regulation import Edition

YEAR = 2026
_FIRST = "瑞丰恒泰正宏鑫盛嘉诚远达新锐鸿博立信安捷启明润和凯越卓奥龙腾海川"
_SECOND = "祥源利通德华康宁昌茂辉阳晟宇景航森裕捷力维科特邦优品佳润腾达"
_TRADES = (
    ("机电", "C38", "工业"),
    ("阀门", "C34", "工业"),
    ("汽配", "C36", "工业"),
    ("服饰", "C18", "工业"),
    ("鞋业", "C19", "工业"),
    ("电气", "C38", "工业"),
    ("新材料", "C29", "工业"),
    ("食品", "C14", "工业"),
    ("建工", "E47", "工程建设"),
    ("农业", "A01", "农林业"),
    ("软件", "I65", "服务提供"),
    ("物流", "G59", "服务提供"),
    ("医疗", "Q84", "服务提供"),
    ("检测", "M74", "服务提供"),
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英文辉玲斌红宁波鹏"
OFFICES = 14


@dataclass(slots=True)
class Organisation:
    """One fictitious applicant: `cells` maps field keys to what its row says."""

    number: int
    name: str
    uscc: str
    region: str
    quality: float
    cells: dict[str, str] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)  # what the corrected workbook says
    kind: str = ""  # what is odd about it


@dataclass(frozen=True, slots=True)
class Person:
    """One fictitious examiner."""

    name: str
    employer: str
    qualification: str
    certificate: str
    specialities: tuple[str, ...]
    can_lead: bool
    mobile: str
    severity: float


@dataclass(slots=True)
class World:
    """Everything fictitious of one demo."""

    seed: int
    edition: Edition
    organisations: list[Organisation]
    examiners: list[Person]
    committee: list[tuple[str, str, str]]
    past_winners: list[tuple[int, str, str, str]]
    revocations: list[tuple[str, str, str, str, str, str]]


def rng(seed: int, *labels: object) -> random.Random:
    """Give the stream of a label; `random()` is the same on every Python version."""
    return random.Random("/".join(map(str, (seed, *labels))))  # noqa: S311  (demonstration data)


def pick(source: random.Random, items: Sequence[str]) -> str:
    """Choose one, from `random()` alone."""
    return items[int(source.random() * len(items))]


def uscc(region_code: str, number: int, head: str = "91") -> str:
    """Make a check-valid fictitious code (GB 32100-2015)."""
    body = f"MAXX{number:04d}"
    inner = next(
        body + c for c in "0123456789X" if organisation_is_sound(f"{head}{region_code}{body}{c}")
    )
    first = f"{head}{region_code}{inner}"
    return first + check_character(first)


def _name(number: int, area: Area, region: Region, trade: str) -> str:
    one = _FIRST[number % len(_FIRST)]
    two = _SECOND[(number // len(_FIRST)) * 7 % len(_SECOND)]
    place = short(area.name) if number % 3 or region.zone else region.short
    return f"{place}演示{one}{two}{trade}有限公司"


def world(count: int, seed: int, examiners: int, edition: Edition | None = None) -> World:
    """Make a fictitious cycle of an edition (None: the default one)."""
    edition = edition or load_edition(default_profile())
    area, awards = edition.area, [award["name"] for award in edition.defaults["award"]]
    units = area.regions[:OFFICES]
    organisations = []
    for number in range(1, count + 1):
        source = rng(seed, "organisation", number)
        region = (
            units[int(source.random() * len(units))]
            if number > OFFICES
            else units[(number - 1) % len(units)]
        )
        trade, industry, field_name = _TRADES[int(source.random() * len(_TRADES))]
        name = _name(number, area, region, trade)
        code = uscc(region.code or area.code, number)
        organisations.append(
            Organisation(number, name, code, region.name, 0.50 + 0.16 * (source.random() - 0.4))
        )
        organisations[-1].cells = _cells(
            source, organisations[-1], industry, field_name, area, region, awards
        )
    _names_once(organisations)
    _oddities(organisations)
    people = [_person(seed, n) for n in range(examiners)]
    committee = [
        (_person_name(rng(seed, "committee", n), 500 + n), "主任" if n == 0 else ("副主任" if n < 3 else "委员"),  # noqa: PLR2004
         f"演示部门{n + 1}") for n in range(21)
    ]  # fmt: skip
    winners = [(2022, awards[0], o.name, o.uscc) for o in organisations[20:21]]
    revoked = [
        (o.name, o.uscc, "", "撤销", "2023-09-01", f"{area.name[0]}政函〔2023〕演示1号")
        for o in organisations
        if o.kind == "revoked"
    ] + [
        (
            f"{short(area.name)}演示旧例工贸有限公司",
            uscc(units[0].code or area.code, 9001),
            "",
            "取消",
            "2022-03-01",
            f"{area.name[0]}政函〔2022〕演示2号",
        )
    ]
    return World(seed, edition, organisations, people, committee, winners, revoked)


def _names_once(organisations: list[Organisation]) -> None:
    seen: dict[str, int] = {}
    for o in organisations:
        seen[o.name] = seen.get(o.name, 0) + 1
        if seen[o.name] > 1:
            o.name = o.name.replace("演示", f"演示{'二三四五六七八九十'[min(seen[o.name] - 2, 8)]}")
        o.cells["name"] = o.name


_ENCOURAGED = {
    "工业": "先进制造业",
    "农林业": "现代农业",
    "工程建设": "绿色建筑产业",
    "服务提供": "服务业",
}  # （五）


def _cells(
    source: random.Random,
    o: Organisation,
    industry: str,
    field_name: str,
    area: Area,
    region: Region,
    awards: Sequence[str],
) -> dict[str, str]:
    """Write an ordinary, eligible row."""
    revenue = 3000 + int(source.random() * 60000)
    growth = 1.04 + source.random() * 0.12
    people = 60 + int(source.random() * 1500)
    money = [round(revenue / growth**k) for k in (2, 1, 0)]
    cells = {
        "name": o.name,
        "uscc": o.uscc,
        "award": pick(source, (awards[0], *awards, EITHER)),
        "region": o.region,
        "channel": LOCAL,
        "recommender": region.office,
        "recommended": "优先推荐" if source.random() < 0.3 else "推荐",  # noqa: PLR2004
        "address": f"{o.region}演示路{1 + int(source.random() * 300)}号",
        "postcode": f"{area.postcode[:4]}{int(source.random() * 90) + 10:02d}",
        "org_type": "有限责任公司",
        "legal_person": "是",
        "legal_rep": _person_name(source, o.number),
        "reg_date": f"{1995 + int(source.random() * 24)}-{1 + int(source.random() * 12):02d}-"
        f"{1 + int(source.random() * 28):02d}",
        "stoppage": "无",
        "industry": industry,
        "field": field_name,
        "employees": str(people),
        "size": "大型"
        if people >= 1000 and money[2] >= 40000  # noqa: PLR2004  (eligibility.md §6)
        else ("中型" if people >= 300 and money[2] >= 2000 else "小型"),  # noqa: PLR2004  (the same)
        "pe_start": f"{2015 + int(source.random() * 8)}年{1 + int(source.random() * 12)}月",
        "rank_claim": f"全{area.level}同行业第{1 + int(source.random() * 5)}位",
        "innovation": pick(source, ("省级新产品3项", "发明专利12件", "主持制定团体标准2项")),
        "agri": "是" if field_name == "农林业" else "否",
        "agri_grade": "A" if field_name == "农林业" else "",
        "sampling": "无",
        "accidents": "无",
        "complaints": "无",
        "violations": "无",
        "credit_date": "2026-06-15",
        "level_claim": "主要产品和服务的质量指标达到国内领先水平（演示）",
        "encouraged": _ENCOURAGED.get(field_name, "") if o.number % 3 == 1 else "",
        "county_award": pick(source, ("", "", "2021", "2023")),
        "past_city_award": "",
        "self_report": "已提交",
        "form": "已提交",
        "proofs": "已提交",
        "promise": "已提交",
        "received": "2026-06-25",
        "contact": _person_name(source, o.number + 7),
        "phone": f"{area.dial}-{88000000 + o.number:08d}",
        "mobile": f"139{57700000 + o.number:08d}",
        "email": f"demo{o.number:04d}@example.invalid",
    }
    for key, share in (("revenue", 1.0), ("profit", 0.08), ("tax", 0.05), ("assets", 1.4)):
        for year, value in enumerate(money, 1):
            cells[f"{key}_{year}"] = str(round(value * share))
    return cells


# every how many applicants, from which number on, and what is odd
_ODD = (
    (23, 3, "young"),
    (29, 5, "late"),
    (31, 7, "accident"),
    (37, 9, "refused"),
    (41, 11, "revoked"),
    (12, 4, "rank-blank"),
    (15, 6, "complaint"),
    (16, 8, "sampling"),
    (14, 2, "no-promise"),
    (29, 10, "no-credit"),
    (47, 12, "late-by-entry"),
)


def _oddities(organisations: list[Organisation]) -> None:
    """Make some ineligible, some to be decided by a person, some to be supplemented."""
    changes: dict[str, dict[str, str]] = {
        "young": {"reg_date": "2023-08-01"},
        "late": {"received": "2026-07-03"},
        "accident": {"accidents": "有，2025年3月12日较大生产安全事故"},
        "late-by-entry": {"received": "2026-07-01"},
        "refused": {"recommended": "不推荐"},
        "revoked": {},
        "rank-blank": {"rank_claim": ""},
        "complaint": {"complaints": "有，2025年消费者集体投诉1起，已调解"},
        "sampling": {"sampling": "有"},
        "no-promise": {"promise": "未提交"},
        "no-credit": {"credit_date": ""},
    }
    mends = {"no-promise": {"promise": "已提交"}, "no-credit": {"credit_date": "2026-07-20"}}
    for every, start, kind in _ODD:
        for o in organisations[start - 1 :: every]:
            if o.kind:
                continue
            o.kind = kind
            o.cells |= changes[kind]
            o.mended = dict(mends.get(kind, {}))


def _person_name(source: random.Random, number: int) -> str:
    given = pick(source, _GIVEN) + (pick(source, _GIVEN) if source.random() < 0.5 else "")  # noqa: PLR2004
    return f"{_SURNAMES[number % len(_SURNAMES)]}{given}"


_SPECIALITIES = ("机电", "化工", "轻工", "建筑", "农业", "信息", "物流", "医疗", "质量管理")


def _person(seed: int, number: int) -> Person:
    source = rng(seed, "examiner", number)
    name = f"{_SURNAMES[number % len(_SURNAMES)]}{pick(source, _GIVEN)}{_GIVEN[number // len(_SURNAMES) % len(_GIVEN)]}"
    return Person(
        name=name,
        employer=f"演示质量研究院第{number // 3 + 1}所",
        qualification="国家级" if number % 5 == 0 else "省级",
        certificate=f"演示ZJ{number + 1:04d}",
        specialities=(_SPECIALITIES[number % len(_SPECIALITIES)], "质量管理"),
        can_lead=number % 4 == 0 or number % 7 == 0,
        mobile=f"138{57700000 + number:08d}",
        severity=0.05 * (source.random() - 0.5),
    )


def marks(
    seed: int, stage: str, o: Organisation, examiner: str, severity: float, criteria: Criteria
) -> dict[str, int]:
    """Give one examiner's 得分率 in steps of 5 for every item."""
    shared = rng(seed, stage, o.uscc)
    profile = {item.clause: 0.12 * (shared.random() - 0.5) for item in criteria.items}
    own = rng(seed, stage, o.uscc, examiner)
    given = {}
    for item in criteria.items:
        value = o.quality + profile[item.clause] + severity + 0.14 * (own.random() - 0.5)
        given[item.clause] = max(10, min(90, round(value * 20) * 5))
    return given


_LOW, _HIGH = 30, 70  # with marks beyond, an examiner finds little to praise, or to blame
_STRENGTHS = {
    "4.1": "高层领导以身作则，质量文化传播到位",
    "4.2": "战略目标分解到部门，有年度评估",
    "4.3": "建立顾客分级管理，投诉处理及时",
    "4.4": "关键岗位有培养计划，设备状况良好",
    "4.5": "关键过程有控制要求，持续改进",
    "4.6": "建立绩效测量系统，开展对标",
    "4.7": "主要结果有三年以上数据，多数呈上升趋势",
}
_OPPORTUNITIES = {
    "4.1": "社会责任的定量目标不够明确",
    "4.2": "战略风险应对的情景分析不足",
    "4.3": "顾客满意测量结果与改进的联系不够紧密",
    "4.4": "知识管理的分享机制需完善",
    "4.5": "支持过程的绩效指标不够全面",
    "4.6": "数据分析结果用于决策的证据不足",
    "4.7": "与标杆的对比数据不够充分",
}


def remarks(
    o: Organisation, given: Mapping[str, int], criteria: Criteria
) -> dict[str, tuple[str, str]]:
    """Give strengths and opportunities per item, as the mark has them; each firm has its own."""
    chosen = {}
    for place, item in enumerate(criteria.items):
        category, mark = criteria.category_of(item.clause).clause, given[item.clause]
        seen = f"（见{item.name}记录第{place + o.number * len(criteria.items)}号）"
        strength = f"{_STRENGTHS[category]}{seen}"
        opportunity = f"{_OPPORTUNITIES[category]}{seen}"
        chosen[item.clause] = (strength if mark > _LOW else "", opportunity if mark < _HIGH else "")
    return chosen


def ballots(
    seed: int, awards: Sequence[tuple[str, int]], order: Sequence[str], papers: int
) -> dict[str, list[set[str]]]:
    """Give for each award (name, cap) the names marked on each paper; `order` best first.

    Most members agree about the best and few about the rest, nobody is marked for both awards on one
    paper, and none marks more than the cap; but for the first award's last two papers, one of
    which bears a mark too many where there are names enough, and one none.
    """
    marked = {award: [set[str]() for _ in range(papers)] for award, _ in awards}
    first, cap = awards[0]
    odd = {papers - 1, papers - 2}
    if len(order) > cap:
        marked[first][papers - 2] = set(order[-cap - 1 :])

    def give(award: str, most: int, name: str, votes: int) -> None:
        source = rng(seed, "ballot", award, name)
        free = [
            n
            for n in range(papers)
            if not (award == first and n in odd)
            and len(marked[award][n]) < most
            and not any(name in pages[n] for pages in marked.values())
        ]
        free.sort(key=lambda n: (len(marked[award][n]) - 2 * source.random(), n))
        for n in free[: max(0, votes)]:
            marked[award][n].add(name)

    chosen: dict[str, Sequence[str]] = {}
    taken = 0
    for index, (award, most) in enumerate(awards):
        share = max(1, min(most - 1 - index, (len(order) - taken) // (len(awards) - index)))
        chosen[award] = order[taken : taken + share]
        taken += share
        for place, name in enumerate(chosen[award]):
            short = int(5 * place / share + 2 * rng(seed, "votes", award, name).random())
            give(award, most, name, max(papers // 2 + 1, papers - 2 - short))
    for award, most in awards:
        for place, name in enumerate(n for n in order if n not in chosen[award]):
            give(award, most, name, int(6 * rng(seed, "votes", award, name).random()) - place // 3)
    return marked
