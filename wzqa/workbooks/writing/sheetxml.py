"""Worksheets written as XML: cells, styles, notes and the package around them.

For the hundreds of equal sheets of a stage; openpyxl builds every cell and note anew (architecture.md
§5.2). The parts follow ECMA-376; LibreOffice and openpyxl read them back in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl.writer.theme import theme_xml

from wzqa.workbooks.opening.markup import attribute, escape
from wzqa.workbooks.writing.packing import clean, rezip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def text_of(value: str) -> str:
    """Make a string safe for a cell: no control characters, markup and _xHHHH_ escaped."""
    return escape(_ESCAPED.sub("_x005F_", clean(value)))


def text(ref: str, style: int, value: str) -> str:
    """Write a text cell, whatever it begins with; "" a blank one."""
    if not value:
        return blank(ref, style)
    inner = f'<is><t xml:space="preserve">{text_of(value)}</t></is>'
    return f'<c r="{ref}" s="{style}" t="inlineStr">{inner}</c>'


def blank(ref: str, style: int) -> str:
    """Write an empty cell."""
    return f'<c r="{ref}" s="{style}"/>'


def number(ref: str, style: int, value: int) -> str:
    """Write a whole number."""
    return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'


def formula(ref: str, style: int, expression: str, value: str = "") -> str:
    """Write a formula whose value is text until somebody calculates."""
    expression, value = escape(expression), escape(value)
    return f'<c r="{ref}" s="{style}" t="str"><f>{expression}</f><v>{value}</v></c>'


def row(index: int, cells: str, height: float) -> str:
    """Write a row of a fixed height in points."""
    return f'<row r="{index}" ht="{height:g}" customHeight="1">{cells}</row>'


def quoted(sheet: str) -> str:
    """Quote a sheet's name for a formula."""
    return "'" + sheet.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One worksheet: rows as XML, and what stands around `sheetData`.

    `title_row` is repeated on every page and frozen with all above it. `notes` and `drawing` are the
    ready bytes of `notes_parts`.
    """

    name: str
    rows: str
    widths: Sequence[float]
    title_row: int = 0
    merges: Sequence[str] = ()
    validations: str = ""
    formats: str = ""
    header: str = ""
    footer: str = ""
    notes: tuple[bytes, bytes] | None = None
    one_page: bool = False  # upright A4, nothing of it on a second page

    def xml(self) -> bytes:
        """Give the worksheet part."""
        columns = "".join(
            f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>'
            for i, width in enumerate(self.widths, 1)
        )
        pane = ""
        if self.title_row:
            below = f'topLeftCell="A{self.title_row + 1}" activePane="bottomLeft" state="frozen"'
            pane = f'<pane ySplit="{self.title_row}" {below}/><selection pane="bottomLeft"/>'
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merges)
        merges = f'<mergeCells count="{len(self.merges)}">{merged}</mergeCells>' if merged else ""
        legacy = '<legacyDrawing r:id="rId2"/>' if self.notes else ""
        head = f"<oddHeader>{text_of(self.header)}</oddHeader>" if self.header else ""
        foot = f"<oddFooter>{text_of(self.footer)}</oddFooter>" if self.footer else ""
        return (
            f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_REL}">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{pane}</sheetView>'
            '</sheetViews><sheetFormatPr defaultRowHeight="15"/>'
            f"<cols>{columns}</cols><sheetData>{self.rows}</sheetData>"
            '<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="0"'
            ' formatColumns="0" formatRows="0"/>'
            f"{merges}{self.formats}{self.validations}"
            '<printOptions horizontalCentered="1"/><pageMargins left="0.5" right="0.5" top="0.5"'
            ' bottom="0.5" header="0.2" footer="0.2"/>'
            f'<pageSetup paperSize="9" orientation="{"portrait" if self.one_page else "landscape"}"'
            f' fitToWidth="1" fitToHeight="{int(self.one_page)}"/>'
            f"<headerFooter>{head}{foot}</headerFooter>{legacy}</worksheet>"
        ).encode()


def validation(
    sqref: str, *, choices: Sequence[str], rule: str, title: str, error: str, prompt: str
) -> str:
    """Write one input check: a drop-down of `choices`, or where it is too long, the formula `rule`."""
    listed = '"' + ",".join(choices) + '"'
    kind, test = ("list", listed) if len(listed) <= 255 else ("custom", rule)  # noqa: PLR2004  (Excel's limit)
    return (
        f'<dataValidation type="{kind}" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
        f" errorTitle={attribute(title)} error={attribute(error)}"
        f" promptTitle={attribute(title)} prompt={attribute(prompt)}"
        f' sqref="{sqref}"><formula1>{escape(test)}</formula1></dataValidation>'
    )


def notes_parts(notes: Mapping[str, str], author: str) -> tuple[bytes, bytes]:
    """Make the comments part and its VML drawing from cell → text (cells in columns A … Z)."""
    listed, shapes = [], []
    for i, (ref, words) in enumerate(notes.items(), 1):
        col, line = ord(ref[0]) - ord("A"), int(ref[1:]) - 1
        listed.append(
            f'<comment ref="{ref}" authorId="0"><text><r><rPr><sz val="9"/><rFont val="宋体"/>'
            f'</rPr><t xml:space="preserve">{text_of(words)}</t></r></text></comment>'
        )
        shapes.append(
            f'<v:shape id="_x0000_s{1024 + i}" type="#_x0000_t202" style="position:absolute;'
            'margin-left:200pt;margin-top:20pt;width:330pt;height:112pt;z-index:1;visibility:hidden"'
            ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
            '<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note">'
            f"<x:Anchor>{col + 1},8,{max(line - 1, 0)},6,{col + 5},40,{line + 3},8</x:Anchor>"
            f"<x:AutoFill>False</x:AutoFill><x:Row>{line}</x:Row><x:Column>{col}</x:Column>"
            "</x:ClientData></v:shape>"
        )
    comments = (
        f'{_HEAD}<comments xmlns="{_MAIN}"><authors><author>{text_of(author)}</author></authors>'
        f"<commentList>{''.join(listed)}</commentList></comments>"
    )
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202"'
        ' coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
        f"</v:shapetype>{''.join(shapes)}</xml>"
    )
    return comments.encode(), drawing.encode()


@dataclass(slots=True)
class Package:
    """The parts of a workbook; `bytes_of` packs them the same way every time."""

    title: str
    styles: str
    sheets: list[SheetPart] = field(default_factory=list)

    def bytes_of(self, created: date) -> bytes:
        """Pack all parts with fixed dates."""
        parts: dict[str, str | bytes] = {
            "_rels/.rels": _relations(
                ("officeDocument", "xl/workbook.xml"),
                ("metadata/core-properties", "docProps/core.xml"),
            ),
            "docProps/core.xml": _core(self.title, created),
            "xl/workbook.xml": self._workbook(),
            "xl/styles.xml": self.styles,
            "xl/theme/theme1.xml": theme_xml,
        }
        targets = [
            ("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(self.sheets) + 1)
        ]
        parts["xl/_rels/workbook.xml.rels"] = _relations(
            *targets, ("styles", "styles.xml"), ("theme", "theme/theme1.xml")
        )
        for i, sheet in enumerate(self.sheets, 1):
            parts[f"xl/worksheets/sheet{i}.xml"] = sheet.xml()
            if sheet.notes:
                parts[f"xl/comments{i}.xml"], parts[f"xl/drawings/notes{i}.vml"] = sheet.notes
                parts[f"xl/worksheets/_rels/sheet{i}.xml.rels"] = _relations(
                    ("comments", f"../comments{i}.xml"), ("vmlDrawing", f"../drawings/notes{i}.vml")
                )
        parts["[Content_Types].xml"] = self._types()
        ready = {k: v.encode() if isinstance(v, str) else v for k, v in parts.items()}
        return rezip(ready, created=created)

    def _workbook(self) -> str:
        listed = "".join(
            f'<sheet name={attribute(s.name)} sheetId="{i}" r:id="rId{i}"/>'
            for i, s in enumerate(self.sheets, 1)
        )
        names = "".join(
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{i}">'
            f"{escape(quoted(s.name))}!${s.title_row}:${s.title_row}</definedName>"
            for i, s in enumerate(self.sheets)
            if s.title_row
        )
        return (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><workbookPr/>'
            '<workbookProtection lockStructure="1"/><bookViews><workbookView xWindow="0"'
            ' yWindow="0" windowWidth="24000" windowHeight="12000" tabRatio="800"/></bookViews>'
            f"<sheets>{listed}</sheets><definedNames>{names}</definedNames>"
            '<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
        )

    def _types(self) -> str:
        sheets = "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_KIND}.worksheet+xml"/>'
            for i in range(1, len(self.sheets) + 1)
        )
        notes = "".join(
            f'<Override PartName="/xl/comments{i}.xml" ContentType="{_KIND}.comments+xml"/>'
            for i, sheet in enumerate(self.sheets, 1)
            if sheet.notes
        )
        return (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="vml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
            '<Override PartName="/xl/theme/theme1.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
            '<Override PartName="/docProps/core.xml"'
            ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
            f"{sheets}{notes}</Types>"
        )


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{i}" Type="{_PACKAGE if "/" in kind else _REL}/'
        f'{"relationships/" if "/" in kind else ""}{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core(title: str, created: date) -> str:
    stamp = f'xsi:type="dcterms:W3CDTF">{created.isoformat()}T00:00:00Z'
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(title))}</dc:title><dc:creator>wzqa</dc:creator>"
        f"<dcterms:created {stamp}</dcterms:created><dcterms:modified {stamp}</dcterms:modified>"
        "</cp:coreProperties>"
    )
