"""What letters say of a finding: one sentence per rule, outcome and case, in official Chinese.

A rule's own reason is for the office (cells, look-back, columns); an applicant reads these. The
facts come from `models.Facts`; where a person settled a point that the rule had left open, the
person's words stand in. A pair of rule and case that the tables do not know gets the sentence of
its rule, a rule that they do not know the general one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.letters.common import sentence
from wzqa.documents.letters.facts_base import cited
from wzqa.regulation import UNREGULATED, UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wzqa.documents.letters.facts_scored import Ground
    from wzqa.models import Day
    from wzqa.regions import Area

# (rule, case) → what was found, with “你单位” as its subject; the words that were not met follow.
# {said} the cell's text, {day} {limit} days, {number} years, {name} the first of `names`, {here} 我市,
# {unit} 县（市、区） of the edition, {lookback} the years looked back. Of several
# sentences the first stands whose facts are all at hand.
REFUSED: dict[tuple[str, str], str | tuple[str, ...]] = {
    ("E01", ""): (
        "你单位的注册登记地为{said}，不在{here}行政区域内",
        "你单位的注册登记地不在{here}行政区域内",
    ),
    ("E02", ""): "你单位不具有独立法人资格",
    ("E02", "denied"): "你单位在申报材料中填明不具有独立法人资格",
    ("E02", "household"): "你单位登记为个体工商户，不具有独立法人资格",
    ("E02", "branch"): "你单位是分支机构，不具有独立法人资格",
    ("E03", ""): (
        "你单位成立于{day}，至{limit}正常运营不满{number}年",
        "你单位正常运营的年限不足",
    ),
    ("E04", ""): "你单位的生产经营不符合有关法律法规、强制性标准或者产业政策的要求",
    ("E05", ""): (
        "你单位农产品标准化生产绩效评价结果为{said}级，低于{name}级",
        "你单位农产品标准化生产绩效评价结果未达到要求",
    ),
    ("E06", ""): (
        "你单位自{day}起实施卓越绩效管理，至{limit}不满{number}年",
        "你单位实施卓越绩效管理的年限不足",
    ),
    ("E07", ""): "你单位的主要经济指标和社会贡献程度未达到要求",
    ("E08", ""): "你单位的创新成果未达到要求",
    ("E09", ""): (
        "你单位在近{lookback}年的产品质量监督抽查中出现不合格（申报材料写明：“{said}”）",
        "你单位在近{lookback}年的产品质量监督抽查中出现不合格",
    ),
    ("E10", ""): (
        "你单位近{lookback}年发生过达到规定等级的事故（申报材料写明：“{said}”）",
        "你单位近{lookback}年发生过达到规定等级的事故",
    ),
    ("E11", ""): (
        "你单位近{lookback}年有因自身责任导致的重大投诉（申报材料写明：“{said}”）",
        "你单位近{lookback}年有因自身责任导致的重大投诉",
    ),
    ("E12", ""): (
        "你单位近{lookback}年有严重违法违规行为（申报材料写明：“{said}”）",
        "你单位近{lookback}年有严重违法违规行为",
    ),
    ("E13", ""): "你单位的信用状况不符合要求",
    ("E14", ""): (
        "你单位于{day}被{said}称号，不得申报的期限至{limit}止",
        "你单位被撤销称号后不得申报的期限未满",
    ),
    ("E15", ""): (
        "你单位已获{said}，本届不受理已获评企业（组织）的申报",
        "你单位已经获评，本届不受理已获评企业（组织）的申报",
    ),
    ("E15", "within"): "你单位已获{said}，本届不受理获评后未超过{number}年的企业（组织）的申报",
    ("E16", ""): "你单位的申报材料未按规定推荐、报送",
    ("E16", "late"): "你单位的申报材料于{day}收到，晚于{limit}的截止日期",
    ("E16", "not-recommended"): "推荐单位对你单位的申报不予推荐",
    ("E16", "late-not-recommended"): "推荐单位对你单位的申报不予推荐，"
    "申报材料又于{day}收到，晚于{limit}的截止日期",
    ("E16", "sent"): "你单位的申报材料于{day}报送我办，晚于{limit}的截止日期",
    ("E16", "sent-not-recommended"): "推荐单位对你单位的申报不予推荐，"
    "申报材料又于{day}报送我办，晚于{limit}的截止日期",
    ("E17", ""): "你单位在本届重复申报",
    ("E18", ""): "你单位的申报材料不齐全",
    ("E19", ""): "你单位的申报内容与事实不符",
    ("E20", ""): "你单位的技术、服务和质量指标未达到国内领先水平",
}  # fmt: skip

# (rule, case) → what to hand in; the case "unreadable" has a wording of its own below.
WANTED: dict[tuple[str, str], str | tuple[str, ...]] = {
    ("E01", ""): "请补填注册登记地所属的{unit}，并附营业执照（法人登记证书）复印件",
    ("E02", ""): "请说明是否具有独立法人资格，并附营业执照（法人登记证书）复印件",
    ("E03", ""): "请补填成立日期，写明年、月、日，并附营业执照（法人登记证书）复印件",
    ("E04", ""): "请补充守法经营情况的说明，并附有关部门出具的证明",
    ("E05", ""): "请补填农产品标准化生产绩效评价等级，并附评价结果证明；"
    "不从事农产品生产的，请书面说明",
    ("E06", ""): "请补填开始实施卓越绩效管理的日期，写明年、月、日，并附导入卓越绩效管理的证明材料",
    ("E07", ""): "请补填近3年的营业收入、利润总额、纳税总额和资产总额，并附财务报表或者审计报告复印件",
    ("E08", ""): "请补填主要创新成果，并附证明材料",
    ("E09", ""): "请补充近{lookback}年各级产品质量监督抽查情况；没有不合格的，请写明“无”",
    ("E10", ""): "请补充近{lookback}年质量、安全生产、环境污染、公共卫生等事故情况；没有的，请写明“无”",
    ("E11", ""): "请补充近{lookback}年重大投诉情况；没有的，请写明“无”",
    ("E12", ""): "请补充近{lookback}年违法违规情况；没有的，请写明“无”",
    ("E13", ""): ("请提交{limit}以后（含当日）出具的信用报告", "请提交近期出具的信用报告"),
    ("E13", "stale"): "你单位提交的信用报告出具于{day}，请提交{limit}以后（含当日）出具的信用报告",
    ("E15", ""): "请补充以往获评情况的说明",
    ("E16", ""): "请提交由推荐单位盖章、写明推荐意见和收件日期的推荐材料",
    ("E17", ""): "请补填统一社会信用代码，并附营业执照（法人登记证书）复印件",
    ("E18", ""): ("请补交{papers}", "请补交所缺的申报材料"),
    ("E19", ""): "请核对申报内容，并附证明材料",
    ("E20", ""): "请补充技术、服务和质量指标达到国内领先水平的说明，并附证明材料",
}  # fmt: skip

_KNOWN_ROUGHLY = {  # a date known to the month or year: what it leaves open, what to enclose
    "E03": ("正常运营是否满{number}年", "，并附营业执照（法人登记证书）复印件"),
    "E06": ("实施卓越绩效管理是否满{number}年", "，并附导入卓越绩效管理的证明材料"),
    **dict.fromkeys(("E09", "E10", "E12"), ("所列事项是否发生在近{lookback}年", "，并附证明材料")),
    "E13": ("是否在{limit}以后（含当日）", "，并附信用报告复印件"),
    "E16": ("是否在规定期限内", ""),
}
WANTED |= {
    (rule, "to-the-day"): (
        f"你单位申报材料中“{{name}}”填写为“{{said}}”，不能确认{open_}，请写明年、月、日{proof}",
        f"你单位申报材料中“{{name}}”的内容不能确认{open_}，请写明年、月、日{proof}",
    )
    for rule, (open_, proof) in _KNOWN_ROUGHLY.items()
}
_REFUSED_ANY = "你单位不符合“{title}”的要求"
_WANTED_ANY = "请补充“{title}”的有关内容，并附证明材料"
_UNREADABLE = "你单位申报材料中“{name}”填写为“{said}”，无法据此认定，"
_PAPERS = {
    "自评报告": "自我评价报告",
    "申报表": "申报表",
    "证明材料": "相关证明性材料",
    "承诺书": "申报材料真实性承诺书",
}

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_MACHINE = (
    (re.compile(r"(?<![A-Za-z0-9])E\d\d(?![0-9])\s*(?:（[^）]*）)?"), ""),
    (re.compile(r"[，；]?按未填写处理"), ""),
    (re.compile(r"资格核查表|核查表"), "核查记录"),
    (re.compile(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])"), ""),
)


def with_days(text: str) -> str:
    """Write the days in somebody's words in Chinese and leave everything else as it is."""

    def day(found: re.Match[str]) -> str:
        year, month, of_month = found.groups()
        if not 1 <= int(month) <= 12:  # noqa: PLR2004  (months)
            return found[0]
        return f"{year}年{int(month)}月" + (f"{int(of_month)}日" if of_month else "")

    return _ISO.sub(day, text)


def plain(text: str) -> str:
    """Take machine marks out of somebody's words: Chinese dates, no rule codes, no form names.

    >>> plain("经查，2025-04-03 抽查不合格（2025.4 通报）")
    '经查，2025年4月3日抽查不合格（2025年4月通报）'
    """
    text = with_days(text)
    for pattern, instead in _MACHINE:
        text = pattern.sub(instead, text)
    return sentence(text).lstrip("，；：、")


def spelled(day: Day | None) -> str:
    """Write a day as it is known: to the day, the month or the year; "" for none."""
    if day is None:
        return ""
    if day.first == day.last:
        return chinese(day.first)
    whole_year = day.first.month != day.last.month
    return f"{day.first.year}年" + ("" if whole_year else f"{day.first.month}月")


# a cell that denies is no admission to be quoted: somebody else found what is held against it
_CONDUCT = ("E09", "E10", "E11", "E12")
_DENIED = re.compile(r"\s*(?:无|没有|未|否|0|零|均合格|不存在)")


def _filled(pattern: str, ground: Ground, area: Area, lookback: int) -> str | None:
    """Fill a sentence; None when a fact that it names is not at hand."""
    facts = ground.facts
    values = {
        "said": "" if ground.rule in _CONDUCT and _DENIED.match(facts.said) else plain(facts.said),
        "day": spelled(facts.day),
        "limit": chinese(facts.limit) if facts.limit else "",
        "number": str(facts.number or ""),
        "name": facts.names[0] if facts.names else "",
        "papers": "、".join(_PAPERS.get(name, name) for name in facts.names),
        "title": ground.title,
        "here": f"我{area.level}",
        "unit": area.unit,
        "lookback": str(lookback),
    }
    wanted = re.findall(r"\{(\w+)\}", pattern)
    return pattern.format(**values) if all(values[name] for name in wanted) else None


def _told(
    table: Mapping[tuple[str, str], str | tuple[str, ...]],
    otherwise: str,
    ground: Ground,
    area: Area,
    lookback: int,
) -> str:
    """Take the first sentence whose facts are at hand: of the case, of the rule, the general one."""
    for case in (ground.facts.case, ""):
        patterns = table.get((ground.rule, case), ())
        for pattern in (patterns,) if isinstance(patterns, str) else patterns:
            if text := _filled(pattern, ground, area, lookback):
                return text
    return otherwise.format(title=ground.title)


def not_met(ground: Ground) -> str:
    """Say which condition was not met: article and words once, "" where no words are at hand."""
    if ground.article == UNREGULATED:
        return ""
    if ground.article == UNVERIFIED or not ground.quote:
        return "，不符合《办法》有关规定"
    return f"，不符合{cited(ground.article)}“{ground.quote}”的规定"


def refused(ground: Ground, area: Area, lookback: int) -> str:
    """Word one ground of refusal as a sentence without its stop; `lookback` in years.

    A point that the rule had left open was found by a person, whose words follow 有下列情况.
    """
    if ground.why:
        lacks = not_met(ground).replace("，", "。上述情况", 1)
        return f"经查，你单位有下列情况：{plain(ground.why)}{lacks}"
    return f"{_told(REFUSED, _REFUSED_ANY, ground, area, lookback)}{not_met(ground)}"


def wanted(ground: Ground, area: Area, lookback: int) -> str:
    """Word one thing to hand in as a sentence without its stop."""
    asked = _told(WANTED, _WANTED_ANY, ground, area, lookback)
    if ground.facts.case == "unreadable" and (
        doubt := _filled(_UNREADABLE, ground, area, lookback)
    ):
        return doubt + asked.replace("补填", "重新填写", 1)
    return asked
