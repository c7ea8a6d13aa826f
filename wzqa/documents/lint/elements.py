"""Head, title, text, annexes, signature, edge: form, face and size (GB/T 9704-2012, 7)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.documents import gb9704
from wzqa.documents.kinds import NUMBERED
from wzqa.documents.lint.report import WARNING, clause
from wzqa.documents.lint.roles import LOOSE_NUMBER, TEXT, Role

if TYPE_CHECKING:
    from wzqa.documents.lint.formats import Run
    from wzqa.documents.lint.model import Paragraph
    from wzqa.documents.lint.report import Report

# role → (face, size in half-points or None for any, clause)
_FORMATS: dict[Role, tuple[str, int | None, str]] = {
    Role.HEAD: ("title", None, "7.2.4"),
    Role.NUMBER: ("body", gb9704.SIZE_3, "7.2.5"),
    Role.TITLE: ("title", gb9704.SIZE_2, "7.3.1"),
    Role.TO: ("body", gb9704.SIZE_3, "7.3.2"),
    Role.LEVEL1: ("level1", gb9704.SIZE_3, "7.3.3"),
    Role.LEVEL2: ("level2", gb9704.SIZE_3, "7.3.3"),
    Role.LEVEL3: ("body", gb9704.SIZE_3, "7.3.3"),
    Role.LEVEL4: ("body", gb9704.SIZE_3, "7.3.3"),
    Role.BODY: ("body", gb9704.SIZE_3, "5.2.2"),
    Role.ANNEXES: ("body", gb9704.SIZE_3, "7.3.4"),
    Role.NAME: ("body", gb9704.SIZE_3, "7.3.5"),
    Role.DAY: ("body", gb9704.SIZE_3, "7.3.5"),
    Role.NOTE: ("body", gb9704.SIZE_3, "7.3.6"),
    Role.ANNEX: ("level1", gb9704.SIZE_3, "7.3.7"),
    Role.ANNEX_TITLE: ("title", gb9704.SIZE_2, "7.3.7"),
    Role.COPY: ("body", gb9704.SIZE_4, "7.4"),
    Role.PRINTED: ("body", gb9704.SIZE_4, "7.4"),
}
_SIZE_NAMES = {
    gb9704.SIZE_2: "2号（22 磅）",
    gb9704.SIZE_3: "3号（16 磅）",
    gb9704.SIZE_4: "4号（14 磅）",
}
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def check(report: Report) -> None:
    """Run every check of this module."""
    for paragraph in report.roles.order:
        role = report.roles.by_number[paragraph.number]
        if role in _FORMATS:
            _format(report, paragraph, role)
    _number(report)
    _title(report)
    _addressee(report)
    _indents(report)
    _day(report)
    _edge(report)
    _missing(report)


# --- face and size -------------------------------------------------------------------------------


def _judged(paragraph: Paragraph, role: Role) -> list[Run]:
    """List the runs whose face the role fixes: of a run-in heading the beginning only."""
    runs = [run for run in paragraph.runs if _HAN.search(run.text)]
    if role is Role.NUMBER:
        return [run for run in runs if run.face.east not in gb9704.ACCEPTED_FACES["level2"]]
    if role in (Role.LEVEL1, Role.LEVEL2):
        return runs[:1]
    return runs


def _format(report: Report, paragraph: Paragraph, role: Role) -> None:
    face, size, number = _FORMATS[role]
    runs = _judged(paragraph, role)
    wrong = next(
        (r for r in runs if r.face.east and r.face.east not in report.accepted(face)), None
    )
    if wrong is not None and not _english(report, paragraph, wrong):
        report.add(
            "lint-face",
            clause(number),
            f"{role.value}用了{wrong.face.east}，应为{gb9704.FACE_NAMES[face]}",
            paragraph,
            hint=f"请把字体设为{getattr(report.faces, face)}",
        )
    sizes = {run.size for run in paragraph.runs if run.text.strip()}
    if size is not None and sizes - {size}:
        odd = min(sizes - {size})
        report.add(
            "lint-size",
            clause(number),
            f"{role.value}为 {(Decimal(odd) / 2).normalize():f} 磅，应为{_SIZE_NAMES[size]}",
            paragraph,
            hint=f"请把字号设为{_SIZE_NAMES[size]}",
        )


def _english(report: Report, paragraph: Paragraph, run: Run) -> bool:
    """Note a face by its English name: WPS does not find it."""
    chinese = gb9704.ENGLISH_FACES.get(run.face.east or "")
    if chinese is None:
        return False
    report.add(
        "lint-face-english",
        clause("5.2.2"),
        f"字体用了英文名 {run.face.east}，WPS 找不到",
        paragraph,
        hint=f"请改用中文名{chinese}",
        severity=WARNING,
    )
    return True


# --- number, title, addressee --------------------------------------------------------------------

_STRICT_NUMBER = re.compile(r"[一-鿿]+〔\d{4}〕[1-9]\d*号")
_BLANK_NUMBER = re.compile(r"[一-鿿]*〔\d{4}〕[\s　]*号")


def _number(report: Report) -> None:
    for paragraph in report.roles.of(Role.NUMBER):
        match = LOOSE_NUMBER.search(paragraph.plain)
        text = match[0] if match else paragraph.plain
        if _STRICT_NUMBER.fullmatch(text) or (report.draft and _BLANK_NUMBER.fullmatch(text)):
            continue
        report.add(
            "lint-number",
            clause("7.2.5"),
            f"发文字号{_number_fault(text)}",
            paragraph,
            hint="请写成 机关代字〔2026〕1号",
            value=text,
        )


def _number_fault(text: str) -> str:
    inner = re.search(r"(\D)(\d{2,4})(\D)\s*(第?)\s*(\d*)", text[1:])
    if not re.search(r"〔\s*\d{2,4}\s*〕", text):
        return "的年份应标全称，用六角括号“〔〕”括入"
    if inner and len(inner[2]) != 4:  # noqa: PLR2004  (digits of a year)
        return "的年份应标全称"
    if "第" in text:
        return "的发文顺序号不加“第”字"
    if inner and not inner[5]:
        return "没有发文顺序号"
    if inner and inner[5].startswith("0"):
        return "的发文顺序号不编虚位（不写01）"
    return "中有多余的空格"


def _title(report: Report) -> None:
    lines = report.roles.of(Role.TITLE)
    if lines and lines[0].layout.align != "center":
        report.add(
            "lint-title", clause("7.3.1"), "标题应居中", lines[0], hint="请把标题段落设为居中"
        )
    for line in lines:
        if line.plain.endswith(("。", "，", "；", ".")):
            report.add(
                "lint-title",
                clause("7.3.1"),
                "标题末尾不用标点",
                line,
                hint="请删去标题末尾的标点",
                severity=WARNING,
            )


def _addressee(report: Report) -> None:
    for paragraph in report.roles.of(Role.TO):
        layout = paragraph.layout
        if max(layout.first, layout.first_chars, layout.left) > 0 or paragraph.text.startswith(
            ("　", " ")
        ):
            report.add(
                "lint-addressee",
                clause("7.3.2"),
                "主送机关应顶格",
                paragraph,
                hint="请把主送机关的首行缩进设为0",
            )
        if paragraph.plain.endswith(":"):
            report.add(
                "lint-addressee",
                clause("7.3.2"),
                "主送机关后应为全角冒号",
                paragraph,
                hint="请改为“：”",
            )


def _indents(report: Report) -> None:
    """Check that each paragraph of the text stands in two characters (7.3.3)."""
    for paragraph in report.roles.of(*TEXT):
        layout = paragraph.layout
        if layout.first_chars == 200 or 600 <= layout.first + layout.left <= 680:  # noqa: PLR2004
            continue
        if paragraph.text.startswith("　　") and not paragraph.text.startswith("　　　"):
            continue
        report.add(
            "lint-indent",
            clause("7.3.3"),
            "每个自然段应左空二字，回行顶格",
            paragraph,
            hint="请把首行缩进设为2字符",
        )


# --- signature -----------------------------------------------------------------------------------


def _day(report: Report) -> None:
    for paragraph in report.roles.of(Role.DAY):
        text = re.sub(r"[（()）\s]", "", paragraph.plain)
        if not gb9704.DAY.fullmatch(text):
            report.add(
                "lint-day",
                clause("7.3.5.4"),
                f"成文日期{_day_fault(text)}",
                paragraph,
                hint="请写成 2026年9月1日",
            )
        layout = paragraph.layout
        aside = layout.align in ("right", "end") or layout.left + layout.first > 2400  # noqa: PLR2004
        if not aside and not paragraph.text.startswith("　　　　"):
            report.add(
                "lint-signature",
                clause("7.3.5"),
                "成文日期应在右侧，右空四字（不加盖印章的按署名右移二字）",
                paragraph,
                hint="请右对齐并设右缩进",
            )


def _day_fault(text: str) -> str:
    if re.search(r"[X×Ｘx]|年月|月日|[年月]日?$", text):
        return "没有填写"
    if re.search(r"[〇○零一二三四五六七八九十]", text):
        return "应用阿拉伯数字"
    if re.search(r"[０-９]", text):
        return "的数字应为半角"
    if not re.match(r"\d{4}年", text):
        return "的年份应标全称"
    return "的月、日不编虚位（不写01），且须是实有的日期"


# --- edge, and what is not there -----------------------------------------------------------------


def _edge(report: Report) -> None:
    for paragraph in report.roles.of(Role.COPY):
        if paragraph.plain.startswith("抄送") and not paragraph.plain.endswith("。"):
            report.add(
                "lint-copy",
                clause("7.4.2"),
                "抄送机关末尾应标句号",
                paragraph,
                hint="请在末尾加“。”",
            )


def _missing(report: Report) -> None:
    """Name the elements that a document of this kind must have."""
    if report.kind not in NUMBERED:
        return
    for role, number in ((Role.NUMBER, "7.2.5"), (Role.TITLE, "7.3.1"), (Role.DAY, "7.3.5.4")):
        if not report.roles.of(role):
            report.add(
                "lint-element-missing",
                clause(number),
                f"没有{role.value}",
                hint=f"请补上{role.value}",
            )
