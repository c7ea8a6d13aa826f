"""数据口径 of the result workbooks: the rules, where each comes from, the input files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.dates import chinese
from wzqa.record.store import digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.contents import ListContent
    from wzqa.stage_rules import StageRules
    from wzqa.stages.ground.view import View
    from wzqa.workbooks.results.basis import Meta

METHODS = {
    "mean": "算术平均",
    "trimmed": "去掉最高最低后平均",
    "median": "中位数",
    "consensus": "合议分",
}
ROUNDINGS = {"half_up": "四舍五入", "gb8170": "四舍六入五成双（GB/T 8170）"}
TIES = {"hold": "停下，待评审办书面决定", "chain": "依次比较", "exclude": "都不入围"}


def floor_words(rules: StageRules) -> str:
    """List the floors of categories and awards: 4.7为200分、质量奖为600分; "" for none."""
    return "、".join(
        f"{key.partition(':')[2]}为{least}分" for key, least in rules.further_floors.items()
    )


def method_words(method: str, rules: StageRules) -> str:
    """Name the method of a stage, with the number of marks that are dropped where it is not one."""
    drop = rules.trim.drop
    if method == "trimmed" and drop > 1:
        return f"去掉最高{drop}份、最低{drop}份后平均"
    return METHODS[method]


def facts(view: View, stage: str) -> list[tuple[str, str, str]]:
    """List (item, value, source) of the rules that a stage's result depends on."""
    s, edition = view.settings, view.edition
    rows = [
        ("办法", f"《{edition.title}》（{s.profile}）", ""),
        ("评审标准", s.criteria.edition, _source(view, "standard", "criteria.edition")),
        ("计算基准日", chinese(s.anchor), "办法未规定：eligibility.anchor"),
    ]
    if stage in view.plan.keys:
        r = s.stage_rules(stage)
        rows += [
            ("汇总方法", method_words(r.method, r), f"办法未规定：stage.{stage}.method"),
            ("每家最少评分表", str(r.min_cards), f"办法未规定：stage.{stage}.min_cards"),
            (
                "小数位与修约",
                f"{r.decimals}位，{ROUNDINGS[r.rounding]}",
                f"办法未规定：stage.{stage}.rounding",
            ),
            ("名额上限", str(r.cap), _source(view, f"cap_{stage}", f"stage.{stage}.cap")),
            (
                "最低得分线",
                str(r.floor) if r.floor is not None else "无",
                f"办法未规定：stage.{stage}.floor",
            ),
            *(
                [("类目、奖项最低得分线", floor_words(r), f"办法未规定：stage.{stage}.floors")]
                if r.floors
                else []
            ),
            ("线上并列", TIES[r.tie], f"办法未规定：stage.{stage}.tie"),
        ]
        if r.weights:
            words = "、".join(
                f"{view.plan.names.get(part, part)}{share}"
                for part, share in r.weights.listed(view.plan.keys).items()
            )
            rows.append(("权重", words, f"办法未规定：stage.{stage}.weights"))
    if stage == "vote":
        rows += [
            ("到会要求", _share(s.vote.quorum.num, s.vote.quorum.den, s.vote.quorum.strict), "办法未规定：vote.quorum"),
            ("当选要求", _share(s.vote.threshold.num, s.vote.threshold.den, s.vote.threshold.strict),
             "办法未规定：vote.threshold"),
            *[(f"{a.name}名额上限", str(a.cap), _source(view, "cap_award", f"award.{a.name}.cap"))
              for a in s.award],
        ]  # fmt: skip
    if stage in {"screen", "second"}:
        e = s.eligibility
        rows += [
            ("正常运营", f"满{e.ops_years}年", _source(view, "E03", "eligibility.ops_years")),
            ("卓越绩效", f"满{e.pe_years}年", _source(view, "E06", "eligibility.pe_years")),
            ("回溯", f"{e.lookback_years}年", _source(view, "E09", "eligibility.lookback_years")),
            ("部门未复", "待核实" if e.require_department_reply else "以申报材料为准",
             "办法未规定：eligibility.require_department_reply"),
            ("逾期未复", "视为无意见" if e.no_reply_means_no_objection else "不视为无意见",
             "办法未规定：eligibility.no_reply_means_no_objection"),
        ]  # fmt: skip
    return rows


def _source(view: View, clause: str, key: str) -> str:
    """Name the article behind a value; where a setting changed the value, the setting alone."""
    settings: Any = view.settings.model_dump(mode="python")
    own: Any = view.edition.defaults
    for part in key.split("."):
        settings, own = _part(settings, part), _part(own, part)
    if settings != own:
        return f"本届设置改动：{key}（办法版本为{own or '无'}）"
    return str(view.edition.clauses.get(clause, ""))


def _part(table: Any, name: str) -> Any:
    """Take a key of a table, or the entry of a list (an award) by its name; None without it."""
    if isinstance(table, list):
        return next((entry for entry in table if entry.get("name") == name), None)
    return table.get(name) if isinstance(table, dict) else None


def _share(num: int, den: int, strict: bool) -> str:
    return f"{'超过' if strict else '不少于'}{num}/{den}"


def meta(
    view: View,
    title: str,
    stage: str,
    created: date,
    roles: Sequence[str],
    content: ListContent | None = None,
) -> Meta:
    """Put together what a result workbook carries; `content` is the list that it shows.

    The same result is the same workbook before and after its list is confirmed: what it says of the
    list is the hash that the confirmation and the 签字表 carry.
    """
    from wzqa.workbooks.results.basis import Meta

    return Meta(
        title=title,
        fingerprint=digest(content)[:16] if content else "",
        created=created,
        demo=view.settings.cycle.demo,
        facts=facts(view, stage),
        files=[(f.path, f.sha256) for role in roles for f in view.role(role)],
    )
