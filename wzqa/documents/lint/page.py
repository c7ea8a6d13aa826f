"""Page, type area, grid, line pitch (GB/T 9704-2012, 5)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.documents import gb9704
from wzqa.documents.lint.report import ERROR, WARNING, clause
from wzqa.documents.lint.roles import TEXT

if TYPE_CHECKING:
    from wzqa.documents.lint.model import Paragraph
    from wzqa.documents.lint.report import Report
    from wzqa.documents.lint.sections import Section

_MM = Decimal("56.6929")  # twips
_SIZE_TOLERANCE = 30  # twips: half a millimetre


def _mm(twips: int) -> str:
    return f"{(Decimal(twips) / _MM).quantize(Decimal('0.1')).normalize():f} mm"


def check(report: Report) -> None:
    """Run every check of this module."""
    for number, section in enumerate(report.model.sections, 1):
        _size(report, section, number)
        _margins(report, section, number)
    _grid(report)
    _pitch(report)


def _first(report: Report, number: int) -> Paragraph | None:
    """Give the first paragraph of a section, from 1."""
    return next((p for p in report.model.paragraphs if p.section == number - 1), None)


def _size(report: Report, section: Section, number: int) -> None:
    short, long = sorted((section.width, section.height))
    off = max(abs(short - gb9704.PAGE_WIDTH), abs(long - gb9704.PAGE_HEIGHT))
    if off > _SIZE_TOLERANCE:
        report.add(
            "lint-page-size",
            clause("5.1"),
            f"第{number}节纸张应为 A4（210 mm×297 mm）",
            _first(report, number),
            hint="请在“页面设置”中把纸张改为 A4",
            value=f"{_mm(section.width)}×{_mm(section.height)}",
        )


def _margins(report: Report, section: Section, number: int) -> None:
    """Check 天头 37±1 mm, 订口 28±1 mm and a type area of 156×225 mm; a page on its side turned."""
    off = gb9704.MARGIN_TOLERANCE
    wrong: list[str] = []
    width, height = section.text_width, section.text_height
    if section.landscape:
        width, height = height, width
    else:
        if abs(abs(section.top) - gb9704.MARGIN_TOP) > off:
            wrong.append(f"天头（上白边）{_mm(abs(section.top))}，应为 37±1 mm")
        if abs(section.left + section.gutter - gb9704.MARGIN_LEFT) > off:
            wrong.append(f"订口（左白边）{_mm(section.left + section.gutter)}，应为 28±1 mm")
    area = max(abs(width - gb9704.TEXT_WIDTH), abs(height - gb9704.TEXT_HEIGHT))
    if area > off:
        wrong.append(f"版心 {_mm(width)}×{_mm(height)}，应为 156 mm×225 mm")
    for text in wrong:
        report.add(
            "lint-margins",
            clause("5.2.1"),
            f"第{number}节{text}",
            _first(report, number),
            hint="请把页边距设为上 37、下 35、左 28、右 26 mm",
            value=text.partition("，")[0],
        )


# --- grid ----------------------------------------------------------------------------------------


def _body(report: Report) -> list[Paragraph]:
    """List body text of pages that stand upright, 3号 or thereabouts."""
    sections = report.model.sections
    return [
        p
        for p in report.roles.of(*TEXT)
        if p.section < len(sections) and not sections[p.section].landscape
    ]


def _grid(report: Report) -> None:
    """Check 22 lines of 28 characters: what the body's pitch and spacing give in the type area."""
    body = _body(report)
    if not body:
        return
    section = report.model.sections[body[0].section]
    at = body[0]
    if section.grid in ("", "default") or not section.line_pitch:
        report.add(
            "lint-grid",
            clause("5.2.3"),
            "没有设置文档网格，不能保证每面22行、每行28个字",
            at,
            hint="请在“页面设置→文档网格”中指定行网格，跨度 28.95 磅",
            severity=WARNING,
            value="无网格",
        )
    pitches = Counter(_line_of(p, section) for p in body)
    pitch = pitches.most_common(1)[0][0]
    if pitch and section.text_height // pitch != gb9704.LINES:
        _grid_wrong(report, at, f"每面排{section.text_height // pitch}行，应为22行")
    characters = _characters(body, section)
    if characters and characters != gb9704.CHARACTERS:
        _grid_wrong(report, at, f"每行排{characters}个字，应为28个字")
    _halved(report, section, body)


def _grid_wrong(report: Report, at: Paragraph, message: str) -> None:
    report.add(
        "lint-grid",
        clause("5.2.3"),
        message,
        at,
        hint="请把正文设为3号字、字间距紧缩 0.4 磅、行距固定值 28.95 磅",
        value=message.partition("，")[0],
    )


def _line_of(paragraph: Paragraph, section: Section) -> int:
    """Give a paragraph's line pitch in twips; 0 when only Word could tell."""
    layout = paragraph.layout
    if layout.rule == "exact":
        return layout.line
    gridded = section.grid in ("lines", "linesAndChars", "snapToChars") and layout.snap
    single = layout.rule == "auto" and layout.line == 240  # noqa: PLR2004  (w:line of single)
    return section.line_pitch if gridded and single else 0


def _characters(body: list[Paragraph], section: Section) -> int:
    """Count the characters of a full line from the usual size and spacing of the body's runs."""
    weights: Counter[tuple[int, int, bool]] = Counter()
    for paragraph in body:
        for run in paragraph.runs:
            weights[run.size, run.spacing, paragraph.layout.snap] += len(run.text)
    (size, spacing, snap), _ = weights.most_common(1)[0]
    pitch = Decimal(size * 10 + spacing)
    if section.grid == "linesAndChars" and snap:
        pitch += Decimal(section.char_space) * 20 / 4096
    return int(section.text_width / pitch) if pitch > 0 else 0


def _halved(report: Report, section: Section, body: list[Paragraph]) -> None:
    if section.grid == "linesAndChars" and section.char_space < 0 and body[0].layout.snap:
        report.add(
            "lint-grid",
            clause("5.2.3"),
            "行和字符网格的字距小于字号，LibreOffice 会排成每行14个字",
            body[0],
            hint="请改为只指定行网格，字间距紧缩 0.4 磅",
            severity=WARNING,
            value=f"charSpace {section.char_space}",
        )


def _pitch(report: Report) -> None:
    """Check the line pitch of each paragraph of the text (3.2: a 3号 character and 7/8 of one)."""
    for paragraph in _body(report):
        section = report.model.sections[paragraph.section]
        pitch = _line_of(paragraph, section)
        if abs(pitch - report.line_pitch) <= 2:  # noqa: PLR2004  (twips: a tenth of a point)
            continue
        points = Decimal(pitch) / 20
        fits = pitch and section.text_height // pitch == gb9704.LINES
        report.add(
            "lint-line-pitch",
            clause("3.2、5.2.3"),
            f"行距应为固定值 {Decimal(report.line_pitch) / 20} 磅",
            paragraph,
            hint="请把段落行距改为固定值",
            severity=WARNING if fits else ERROR,
            value=f"{points.normalize():f} 磅" if pitch else "未固定",
        )
