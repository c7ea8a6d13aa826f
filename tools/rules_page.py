"""docs/rules.md: every rule with article, words, outcomes, and examples as the program reads them."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from wzqa import award_toml, eligibility
from wzqa.applications.merging import merge
from wzqa.fields import FIELDS, Kind
from wzqa.models import Day, PastWinner, Registers, Revocation, Verification
from wzqa.regulation import load_edition, profile_names
from wzqa.stages.ground import facts

if TYPE_CHECKING:
    from datetime import date

    from wzqa.models import Finding
    from wzqa.regulation import Edition

YEAR = 2026
EDITION = "wenzhou-2022-draft"
SOURCE = Path(__file__).with_name("rule_examples.toml")
_HEAD = (
    "由各办法版本的数据和 `tools/rule_examples.toml` 生成，例子的结论由程序读出并由测试核对。",
    (
        "结论：符合；拟不符合（规则认为不符合，须有人核定；核定后为不符合）；待补正（请申报组织补）；"
        "待核实（由人认定）；提示、不适用（不影响结论）。"
    ),
    (
        f"基准日等设置用{YEAR}年度的默认值（市级截止日{YEAR}年7月31日，县级截止日{YEAR}年6月30日）。"
        "例子只写与示例行不同的栏。"
    ),
)
_ANSWERS = {"通过": "pass", "不通过": "fail"}
_OFFICES = ("温州市司法局", "温州市发展和改革委员会")
_CODE, _NAME = "统一社会信用代码", "申报组织名称"


@dataclass(frozen=True)
class Example:
    """One example: what the table holds beside the example row, and its outcome."""

    rule: str
    column: str
    given: dict[str, Any]
    around: dict[str, str]

    @property
    def told(self) -> str:
        """Name the outcome that rule_examples.toml gives."""
        return str(self.given["is"])

    @property
    def words(self) -> str:
        """Say what stands in the table, the registers, the replies and the settings."""
        parts = []
        if "text" in self.given:
            parts.append(f"{self.column}：{self.given['text'] or '（空）'}")
        parts += [f"{k}：{v or '（空）'}" for k, v in self.given.get("cells", {}).items()]
        if not self.given.get("column", True):
            parts.append(f"表中没有“{self.column}”一栏")
        if not self.given.get("figures", True):
            parts.append("四项经济指标均为空")
        if not self.given.get("register", True):
            parts.append("名册没有收到")
        if row := self.given.get("revoked"):
            day = f"{row['decided']}" if "decided" in row else "没有写明日期"
            parts.append(f"撤销名册：{row['by']}相同，{row['action']}，{day}")
        if row := self.given.get("won"):
            parts.append(f"往届获奖名册：{row['by']}相同，{row['year']}年度{row['award']}")
        if "twin" in self.given:
            other = "、".join(f"{k}为“{v}”" for k, v in self.given["twin"].items())
            parts.append(f"另有一份申报，{other}，其余相同" if other else "另有一份相同的申报")
        parts += [f"{office}答复“{said}”" for office, said in self.given.get("replies", ())]
        if "sheet" in self.given:
            parts.append(f"资格核查表“{self.given['sheet']}”")
        parts += [f"设置 {k} = {_toml(v)}" for k, v in self.given.get("settings", {}).items()]
        return "；".join(parts) or "如示例行"

    @property
    def finding(self) -> Finding:
        """Read the example as the program reads a workbook, and put the rule to it."""
        settings = award_toml.build(
            {
                "eligibility": self.given.get("settings", {}),
                "department": [
                    {"name": name, "matters": "守法经营", "rules": ["E04"], "contact": ""}
                    for name in _OFFICES
                ],
            },
            YEAR,
        )
        rows = [self._row()]
        if "twin" in self.given:
            rows.append({**rows[0], **self.given["twin"]})
        reading = facts.applications(YEAR, settings.anchor, settings.offered, {})
        merged = merge([reading.read(_book(rows), "示例.xlsx")], {}, YEAR, settings.edition.area)
        first = merged.applicants[0]
        context = eligibility.Context(
            settings=settings, edition=settings.edition, as_of=settings.anchor,
            anchor=settings.anchor, second=False, registers=self._registers(rows[0]),
            peers=merged.applicants, verifications=self._said(first.app_no),
            repeats=merged.repeats,
        )  # fmt: skip
        findings = eligibility.screen(first, context).findings
        return next(f for f in findings if f.rule == self.rule)

    def _row(self) -> dict[str, str]:
        cells = {**_example_row(), **self.around, **self.given.get("cells", {})}
        if "text" in self.given:
            cells[self.column] = self.given["text"]
        if not self.given.get("column", True):
            del cells[self.column]
        if not self.given.get("figures", True):
            cells = {k: "" if k[:2] == "20" else v for k, v in cells.items()}
        return cells

    def _registers(self, row: dict[str, str]) -> Registers:
        if not self.given.get("register", True):
            return Registers()
        return Registers(
            revocations=tuple(_revocation(r, row) for r in [self.given.get("revoked")] if r),
            past_winners=tuple(
                PastWinner(year=r["year"], award=r["award"], **_who(r, row))
                for r in [self.given.get("won")]
                if r
            ),
        )

    def _said(self, app_no: str) -> list[Verification]:
        rows = [
            Verification(app_no=app_no, rule=self.rule, outcome=_ANSWERS[said],  # type: ignore[arg-type]
                         basis="查档", department=office, reply=True)
            for office, said in self.given.get("replies", ())
        ]  # fmt: skip
        if said := self.given.get("sheet"):
            rows.append(
                Verification(app_no=app_no, rule=self.rule, outcome=_ANSWERS[said],  # type: ignore[arg-type]
                             basis="核查材料", person="示例核查员")
            )  # fmt: skip
        return rows


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{'、'.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _who(row: dict[str, Any], applicant: dict[str, str]) -> dict[str, Any]:
    by_code = row["by"] == "代码"
    return {
        "name": "温州示例旧名有限公司" if by_code else applicant[_NAME],
        "uscc": applicant[_CODE] if by_code else None,
    }


def _revocation(row: dict[str, Any], applicant: dict[str, str]) -> Revocation:
    day: date | None = row.get("decided")
    return Revocation(
        former_names=(), action=row["action"], decided=Day(day, day) if day else None,
        **_who(row, applicant),
    )  # fmt: skip


def _example_row() -> dict[str, str]:
    """Give the example row of the blank, by heading."""
    cells: dict[str, str] = {}
    for field in FIELDS:
        if field.kind is Kind.MONEY:
            cells |= {f"{YEAR - n}年{field.heading}": field.example for n in (3, 2, 1)}
        else:
            cells[field.heading] = field.example
    return cells | {"所属县（市、区）": "鹿城区", "申报奖项": "质量奖"}


def _book(rows: list[dict[str, str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:  # openpyxl types it so; a new workbook has one
        raise AssertionError
    sheet.title = "推荐汇总表"
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([row[heading] or None for heading in rows[0]])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def examples() -> list[Example]:
    """Read the examples of all rules."""
    data = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return [
        Example(rule, spec.get("column", ""), given, spec.get("with", {}))
        for rule, spec in data.items()
        for given in spec["examples"]
    ]


def outcomes() -> dict[str, dict[str, str]]:
    """Say by rule what counts as which outcome."""
    data = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {rule: spec["outcomes"] for rule, spec in data.items()}


def page() -> str:
    """Write the page."""
    edition = load_edition(EDITION)
    lines = ["# 资格审查规则", ""]
    for words in _HEAD:
        lines += [words, ""]
    shown = examples()
    for rule in eligibility.asked(edition):
        lines += _rule(edition, rule, [e for e in shown if e.rule == rule.code])
    for name in profile_names():
        lines += _table(load_edition(name), name)
    return "\n".join(lines)


def _rule(edition: Edition, rule: eligibility.Rule, shown: list[Example]) -> list[str]:
    source = edition.cite(rule.code)
    words = f"：“{source.quote}”" if edition.in_full(rule.code) else f"。{source.quote}"
    lines = [f"## {rule.code} {rule.title}", "", f"{source}{words}".rstrip("。"), ""]
    if full := edition.in_full(rule.code):
        lines += [f"> {line}" for line in full.splitlines() if line.strip()] + [""]
    lines += ["| 结论 | 什么情况 |", "|---|---|"]
    told = outcomes().get(rule.code)
    if told is None:
        raise SystemExit(f"tools/rule_examples.toml says nothing of {rule.code}")
    lines += [f"| {name} | {what} |" for name, what in told.items()]
    lines += ["", "| 例子 | 结论 | 系统的说明 |", "|---|---|---|"]
    for example in shown:
        found = example.finding
        lines.append(f"| {_cell(example.words)} | {found.word} | {_cell(found.reason)} |")
    return [*lines, ""]


def _cell(text: str) -> str:
    return text.replace("|", "｜").replace("\n", " ")


def _table(edition: Edition, name: str) -> list[str]:
    lines = [
        f"## {edition.title}（{name}）", "",
        "| 规则 | 名称 | 条款 | 原文 |", "|---|---|---|---|",
    ]  # fmt: skip
    for rule in eligibility.asked(edition):
        source = edition.cite(rule.code)
        lines.append(f"| {rule.code} | {rule.title} | {source} | {source.quote} |")
    return [*lines, ""]
