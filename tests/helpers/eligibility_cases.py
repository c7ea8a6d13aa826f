"""An applicant that every rule passes, and what the cases change of it."""

import calendar
from datetime import date
from decimal import Decimal

from openpyxl.utils import get_column_letter

from wzqa.award_toml import build
from wzqa.eligibility import Context, screen
from wzqa.fields import FIELDS
from wzqa.models import Applicant, Day, Decision, Registers, Verification
from wzqa.problems import Place
from wzqa.sources import Source, Sources

YEAR, NO = 2026, "2026-鹿城-001"
SHEET = "推荐汇总表"


def exact(text):
    return Day(date.fromisoformat(text), date.fromisoformat(text))


def month(year, number):
    return Day(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def year(number):
    return Day(date(number, 1, 1), date(number, 12, 31))


GOOD = {
    "app_no": NO,
    "name": "温州示例阀门有限公司",
    "uscc": "91330302MAXX00015J",
    "region": "鹿城区",
    "channel": "属地",
    "recommended": "推荐",
    "org_type": "有限责任公司",
    "legal_person": True,
    "reg_date": exact("2010-05-06"),
    "stoppage": "无",
    "agri": False,
    "pe_start": exact("2020-01-01"),
    "tax": (None, None, Decimal(2310)),
    "rank_claim": "全市第一",
    "level_claim": "密封寿命国内领先",
    "innovation": "发明专利3项",
    "sampling": "无",
    "accidents": "无",
    "complaints": "无",
    "violations": "无",
    "credit_date": exact("2026-06-20"),
    "self_report": True,
    "form": True,
    "proofs": True,
    "promise": True,
    "received": exact("2026-06-20"),
}
COLUMNS = [
    f"{f.key}_{n}" if f.years else f.key for f in FIELDS for n in (range(1, 4) if f.years else (0,))
]


def applicant(*, trouble=(), absent=(), file="鹿城.xlsx", **changes):
    """Build an applicant that every rule passes, with changes; `trouble` maps field to reason."""
    trouble = dict(trouble)
    sources = {
        key: Source(
            Place(file, SHEET, f"{get_column_letter(n)}4"),
            trouble.get(key, ("", ""))[0],
            trouble.get(key, ("", ""))[1],
        )
        for n, key in enumerate(COLUMNS, 1)
        if key not in absent
    }
    return Applicant(**{**GOOD, **changes}, sources=Sources.of(sources))


def settings(**eligibility):
    """Lay [eligibility] keys over the shipped profile, with two departments."""
    return build(
        {
            "eligibility": eligibility,
            "department": [
                {"name": "温州市应急管理局", "matters": "事故", "rules": ["E10"], "contact": ""},
                {"name": "温州市司法局", "matters": "守法", "rules": ["E04", "E12"], "contact": ""},
            ],
        },
        YEAR,
    )


def settings_at(deadline):
    """Take the shipped profile with both deadlines on one day."""
    day = date.fromisoformat(deadline)
    return build({"cycle": {"deadline_city": day, "deadline_county": day}}, YEAR)


def context(*, over=None, **changes):
    rules = over or settings()
    base = {
        "settings": rules,
        "edition": changes.get("edition") or rules.edition,
        "as_of": rules.anchor,
        "anchor": rules.anchor,
        "second": False,
        "registers": Registers(past_winners=(), revocations=()),
    }
    return Context(**{**base, **changes})


def finding(code, who=None, where=None):
    found = {f.rule: f for f in screen(who or applicant(), where or context()).findings}
    return found[code]


def outcome(code, who=None, where=None):
    return str(finding(code, who, where).outcome)


def row(
    result,
    *,
    rule="E11",
    reply=False,
    person="示例核查员",
    department="温州市应急管理局",
    day=None,
    **changes,
):
    base = {
        "app_no": NO,
        "rule": rule,
        "outcome": result,
        "basis": f"查档{result}",
        "person": person,
        "department": department,
        "reply": reply,
        "day": day,
        "place": Place("核查表.xlsx", "资格核查表", f"H{len(result)}"),
    }
    return Verification(**{**base, **changes})


def decided(result, *, rule="E11", number=1, subject=NO):
    return Decision(
        id=number,
        kind="finding",
        stage="screen",
        subject=subject,
        content={"rule": rule, "outcome": result},
        why="会议研究",
        by="示例主任",
        at="2026-08-10T09:00:00",
    )
