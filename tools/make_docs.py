"""Generate the pages of docs/ that describe data from the data they describe."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.workbooks.writing.tables import Column

ROOT = Path(__file__).parents[1]


def problem_codes() -> str:
    """List every problem code with its meaning and mend."""
    lines = ["# 问题代码", "", "由 `wzqa/data/problem_codes/` 生成。", ""]
    for path in sorted((ROOT / "wzqa/data/problem_codes").glob("*.toml")):
        lines += [f"## {path.stem}", "", "| 代码 | 含义 | 改法 |", "|---|---|---|"]
        for code, entry in sorted(tomllib.loads(path.read_text(encoding="utf-8")).items()):
            lines.append(f"| `{code}` | {entry['title']} | {entry['mend']} |")
        lines.append("")
    return "\n".join(lines)


def rules() -> str:
    """Write every rule with article, words, outcomes and examples."""
    sys.path.insert(0, str(Path(__file__).parent))
    from rules_page import page

    return page()


def _cell(text: str) -> str:
    return text.replace("|", "｜").replace("\n", " ") or "—"


def _columns(title: str, columns: Sequence[Column]) -> list[str]:
    lines = [f"### {title}", "", "| 栏目 | 必填 | 填写要求 | 可选内容 |", "|---|---|---|---|"]
    for column in columns:
        if column.typed:
            cells = (column.heading, "必填" if column.required else "", column.guide,
                     "、".join(column.choices))  # fmt: skip
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return [*lines, ""]


def tables() -> str:
    """List every field of an application and every column of the registers."""
    from wzqa.fields import FIELDS, Kind, choices
    from wzqa.plan import shipped_plan
    from wzqa.registers import BOOKS
    from wzqa.workbooks.blanks.register_columns import columns

    kinds = {Kind.NAMES: "名称，可多个", Kind.CODE: "18位代码", Kind.DAY: "日期或年月", Kind.YES_NO: "是、否",
             Kind.IN_HAND: "已提交、未提交", Kind.MONEY: "金额（万元），前三年、前二年、上一年各一",
             Kind.COUNT: "整数", Kind.TEXT: "文字", Kind.NAME: "文字"}  # fmt: skip
    awards = ("本届各奖项",)
    lines = [
        "# 收什么表", "",
        "由 `wzqa/fields.py` 和 `wzqa/registers.py` 生成。标题按内容和别名找，不看位置；",
        "不认识的标题会列出，可用 `wzqa ingest --map 报送单位:表头=字段` 确认，以后同一单位照用。", "",
        "## 推荐汇总表、申报表", "",
        "| 栏目 | 也认作 | 内容 | 填写要求 | 示例 |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for field in FIELDS:
        what = kinds.get(field.kind) or "、".join(choices(field.key, awards))
        cells = (field.heading, "、".join(field.aliases), what, field.guide, field.example)
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    lines += ["", "## 名册和登记表", ""]
    for book in BOOKS:
        for spec in book.sheets:
            shown = columns(
                spec, awards=awards, qualifications=("国家级", "省级"), stages=shipped_plan().titles
            )
            title = book.name if spec.title == book.name else f"{book.name}：{spec.title}"
            lines += _columns(title, shown)
    return "\n".join(lines)


_PER = {
    "stage": "一份", "applicant": "每家一份", "department": "每个部门一份", "examiner": "每名专家一份",
    "award": "两奖一张，不互斥的每奖一张", "round": "每轮一份", "objection": "每件一份", "decision": "每项决定一份",
}  # fmt: skip


def letters() -> str:
    """List every kind of document: when it can be made, by which command, how many, which number."""
    from wzqa.documents.kinds import of_stage
    from wzqa.plan import shipped_plan

    plan = shipped_plan()
    lines = [
        "# 出什么文书", "",
        "由 `wzqa/documents/kinds.py` 生成。`wzqa notices 环节` 出该环节当时能出的各种文书；只出一种的加 `--only 文书名`。",
        "“指明才出”的不随环节一起出。样子见 `wzqa templates export` 复制出的模板，改法见操作手册。", "",
    ]  # fmt: skip
    for stage, name in plan.names.items():
        lines += [
            f"## {name}",
            "",
            "| 文书 | 何时能出 | 命令 | 份数 | 文号 |",
            "|---|---|---|---|---|",
        ]
        for kind in of_stage(plan, stage):
            after = f"{plan.names[kind.needs]}名单确认后" if kind.needs else "随时"
            if kind.needs and not kind.own:
                after += "，按当时的记录"
            if kind.setting:
                after += f"；award.toml 设 `letters.{kind.setting} = true`"
            if kind.government:
                after += "；市政府批准记下后"
            only = f" --only {kind.title}" if kind.only else ""
            number = "市政府文号" if kind.government else "评审办文号" if kind.numbered else "无"
            command = f"`wzqa notices {name}{only}`" + ("（指明才出）" if kind.only else "")
            cells = (kind.title, after, command, _PER[kind.per.value], number)
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


PAGES = {
    "docs/problem-codes.md": problem_codes,
    "docs/rules.md": rules,
    "docs/tables.md": tables,
    "docs/letters.md": letters,
}

if __name__ == "__main__":
    for target, make in PAGES.items():
        (ROOT / target).write_text(make(), encoding="utf-8")
    sys.exit(0)
