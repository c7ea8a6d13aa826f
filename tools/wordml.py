"""A few words of WordprocessingML: paragraphs, tables, the parts of a slim .docx.

Everything a template holds is made here from the numbers of `wzqa.documents.gb9704`, so that a
change of the standard is a change of constants. Text may hold Jinja tags as docxtpl reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from wzqa.documents import gb9704 as gb
from wzqa.documents.package import pack

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EM = gb.CHAR_PITCH
HEAD_SIZE, HEAD_SCALE = 72, 60  # 36 pt narrowed: the office's name and 文件 fill one line
SHORT_HEAD_SIZE = 96  # 48 pt, for a short name
LETTER_SIZE = 52  # 26 pt: the office's name in the letter format
CELL_SIZE = 24  # 12 pt, tables
CELL_PITCH = 400
TIGHT_PITCH = 300  # of papers of the vote, which must not run over their pages


@dataclass(frozen=True)
class Style:
    """A paragraph style: its name in Word, its paragraph properties, its face and size."""

    name: str
    ppr: str = ""
    face: str = gb.FACES.body
    size: int = gb.SIZE_3
    color: str = ""
    spacing: int = gb.CHAR_SPACING
    scale: int = 100


def _ind(**values: int) -> str:
    return "<w:ind " + " ".join(f'w:{k}="{v}"' for k, v in values.items()) + "/>"


def spacing(before: int = 0, line: int = gb.LINE_PITCH, after: int = 0) -> str:
    """Write exact line spacing; all in twips."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


def _jc(value: str) -> str:
    return f'<w:jc w:val="{value}"/>'


def _border(side: str, kind: str, size: int, color: str, space: int = 1) -> str:
    return f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


NEXT = "<w:keepNext/>"
NO_IND = _ind(firstLineChars=0, firstLine=0)
INDENT = _ind(firstLineChars=gb.FIRST_LINE_CHARS, firstLine=gb.FIRST_LINE)
OFF_GRID = '<w:snapToGrid w:val="0"/>'  # table lines are closer than the grid
ONE_BLANK_LINE = spacing(gb.LINE_PITCH)
SMALL_GAP = spacing(120)
TIGHT = 360  # a line of 18 pt for 16 pt characters: what lies above and below them is little,
# so that distances to lines and edges are those of the characters, in Word as in LibreOffice
BEFORE_NUMBER = gb.LINE_PITCH * 2 + 110  # two blank lines between the name and the number
UPPER_TABS = (
    f'<w:tabs><w:tab w:val="left" w:pos="{EM}"/>'
    f'<w:tab w:val="right" w:pos="{gb.TEXT_WIDTH - EM}"/></w:tabs>'
)
RED_RULE = f"<w:pBdr>{_border('bottom', 'single', 12, gb.RED, 10)}</w:pBdr>{OFF_GRID}"
LETTER_FRAME = (
    f'<w:framePr w:w="{gb.LETTER_RULE_WIDTH}" w:wrap="notBeside" w:vAnchor="page" '
    f'w:hAnchor="page" w:xAlign="center" w:y="{gb.LETTER_HEAD_TOP}"/>'
)
# 发文机关标志 26 pt high ends 39.2 mm below the edge; the rule stands 4 mm lower. It has a frame of
# its own, since LibreOffice doubles the distance of a border inside a frame
UPPER_RULE_FRAME = (
    f'<w:framePr w:w="{gb.LETTER_RULE_WIDTH}" w:wrap="notBeside" w:vAnchor="page" '
    f'w:hAnchor="page" w:xAlign="center" w:y="{gb.LETTER_HEAD_TOP + 490 + gb.LETTER_RULE_GAP}"/>'
)
# the number stands ⅞ of a 3号 character (14 pt) below the rule, which ends 44.3 mm below the edge
BELOW_UPPER_RULE = 2511 + 280 - gb.MARGIN_TOP
# 版记 and 抄送 stand at the foot of the last page, however many lines they have (7.4)
FOOT_OF_TEXT = (
    f'<w:framePr w:w="{gb.TEXT_WIDTH}" w:wrap="notBeside" w:vAnchor="margin" '
    'w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/>'
)


def above_foot(lines: int) -> str:
    """Frame a paragraph so many lines above the foot of the type area: 抄送 over 印发."""
    top = gb.PAGE_HEIGHT - gb.MARGIN_BOTTOM - lines * gb.LINE_PITCH
    return (
        f'<w:framePr w:w="{gb.TEXT_WIDTH}" w:wrap="notBeside" w:vAnchor="page" '
        f'w:hAnchor="margin" w:xAlign="left" w:y="{top}"/>'
    )


FOOT_LINE = 200  # height of the empty paragraph that carries the lower rule
FOOT_FRAME = (
    f'<w:framePr w:w="{gb.LETTER_RULE_WIDTH}" w:wrap="around" w:vAnchor="page" '
    f'w:hAnchor="page" w:xAlign="center" '
    f'w:y="{gb.PAGE_HEIGHT - gb.LETTER_RULE_BOTTOM - FOOT_LINE}"/>'
)


def _issued(name: str, upper: int) -> Style:
    """Give the last line of 版记, whose lower rule is thick, as is the upper one of the whole."""
    return Style(
        name,
        f"<w:pBdr>{_border('top', 'single', upper, gb.BLACK, 0)}"
        f"{_border('bottom', 'single', gb.OUTER_RULE, gb.BLACK, 0)}</w:pBdr>"
        f'<w:tabs><w:tab w:val="right" w:pos="{gb.TEXT_WIDTH - 280}"/></w:tabs>{spacing()}'
        f"{_ind(left=280)}{_jc('left')}",
        size=gb.SIZE_4,
        spacing=0,
    )


STYLES = {
    "Body": Style("公文正文", f"{INDENT}"),
    "Head": Style(
        "发文机关标志",
        f"{OFF_GRID}{spacing(gb.HEAD_DROP - 100, 900)}{_jc('center')}",
        gb.FACES.title,
        HEAD_SIZE,
        gb.RED,
        0,
        HEAD_SCALE,
    ),
    "ShortHead": Style(
        "发文机关标志（短）",
        f"{OFF_GRID}{spacing(gb.HEAD_DROP - 80, 1100)}{_jc('center')}",
        gb.FACES.title,
        SHORT_HEAD_SIZE,
        gb.RED,
        0,
        85,
    ),
    "LetterHead": Style(
        "发文机关标志（信函）",
        f"{OFF_GRID}{spacing(0, 560)}{_jc('center')}",
        gb.FACES.title,
        LETTER_SIZE,
        gb.RED,
        0,
    ),
    "Number": Style("发文字号", f"{RED_RULE}{spacing(BEFORE_NUMBER, TIGHT)}{_jc('center')}"),
    "PlainNumber": Style("发文字号（附发）", f"{spacing()}{_jc('center')}"),
    "UpperNumber": Style(
        "发文字号（上行文）",
        f"<w:pBdr>{_border('bottom', 'single', 12, gb.RED, 10)}</w:pBdr>"
        f"{UPPER_TABS}{OFF_GRID}{spacing(BEFORE_NUMBER, TIGHT)}{_jc('left')}",
    ),
    "LetterNumber": Style(
        "发文字号（信函）", f"{OFF_GRID}{spacing(BELOW_UPPER_RULE, TIGHT)}{_jc('right')}"
    ),
    "Title": Style(
        "文书标题",
        f"{NEXT}{spacing(gb.LINE_PITCH * 2, gb.TITLE_PITCH)}{_jc('center')}",
        gb.FACES.title,
        gb.SIZE_2,
        "",
        0,
    ),
    "Subtitle": Style("标题下标注", f"{spacing()}{_jc('center')}"),
    "To": Style("主送机关", f"{spacing(gb.LINE_PITCH)}{NO_IND}{_jc('left')}"),
    "Level1": Style("一级标题", f"{NEXT}{INDENT}", gb.FACES.level1),
    "Level2": Style("二级标题", f"{NEXT}{INDENT}", gb.FACES.level2),
    "Annexes": Style(
        "附件说明",
        f"{spacing(gb.LINE_PITCH)}{_ind(left=6 * EM, hanging=4 * EM)}{_jc('left')}",
    ),
    "MoreAnnexes": Style("附件说明（续）", f"{_ind(left=6 * EM, hanging=EM)}{_jc('left')}"),
    "Name": Style(
        "署名", f"{NEXT}<w:keepLines/>{spacing(gb.LINE_PITCH * 2)}{_ind(right=0)}{_jc('right')}"
    ),
    "Seal": Style("代章", f"{NEXT}<w:keepLines/>{_ind(right=2 * EM)}{_jc('right')}"),
    "Day": Style("成文日期", f"<w:keepLines/>{_ind(right=6 * EM)}{_jc('right')}"),
    "Note": Style("附注", f"{INDENT}{_jc('left')}"),
    "Anchor": Style("版记锚点", f"{OFF_GRID}{spacing(0, 20)}"),
    "CopyTo": Style(
        "抄送",
        f"{spacing()}{_ind(left=4 * 280, right=280, hanging=3 * 280)}{_jc('left')}",
        size=gb.SIZE_4,
        spacing=0,
    ),
    "Imprint": Style(
        "版记",
        f"<w:pBdr>{_border('top', 'single', gb.OUTER_RULE, gb.BLACK, 0)}</w:pBdr>{spacing()}"
        f"{_ind(left=4 * 280, right=280, hanging=3 * 280)}{_jc('left')}",
        size=gb.SIZE_4,
        spacing=0,
    ),
    "Issued": _issued("印发", gb.INNER_RULE),
    "OnlyIssued": _issued("印发（无抄送）", gb.OUTER_RULE),
    "Annex": Style(
        "附件标识", f"<w:keepNext/><w:pageBreakBefore/>{NO_IND}{_jc('left')}", gb.FACES.level1
    ),
    "AnnexTitle": Style(
        "附件标题",
        f"{NEXT}{spacing(gb.LINE_PITCH, gb.TITLE_PITCH, gb.LINE_PITCH)}{_jc('center')}",
        gb.FACES.title,
        gb.SIZE_2,
        "",
        0,
    ),
    "Cell": Style(
        "表格文字", f"{OFF_GRID}{spacing(0, CELL_PITCH)}{_jc('center')}", size=CELL_SIZE, spacing=0
    ),
    "LeftCell": Style(
        "表格文字（左）",
        f"{OFF_GRID}{spacing(0, CELL_PITCH)}{_jc('left')}",
        size=CELL_SIZE,
        spacing=0,
    ),
    "TightCell": Style(
        "表格文字（密）",
        f"{OFF_GRID}{spacing(0, TIGHT_PITCH)}{_jc('center')}",
        size=CELL_SIZE,
        spacing=0,
    ),
    "TightLeft": Style(
        "表格文字（密、左）",
        f"{OFF_GRID}{spacing(0, TIGHT_PITCH)}{_jc('left')}",
        size=CELL_SIZE,
        spacing=0,
    ),
    "HeadCell": Style(
        "表头",
        f"{OFF_GRID}{spacing(0, CELL_PITCH)}{_jc('center')}",
        gb.FACES.level1,
        CELL_SIZE,
        spacing=0,
    ),
    "ListHead": Style(
        "表头（名单）",
        f"{NEXT}{OFF_GRID}{spacing(0, CELL_PITCH)}{_jc('center')}",
        gb.FACES.level1,
        CELL_SIZE,
        spacing=0,
    ),
    "TableNote": Style(
        "表注", f"{OFF_GRID}{spacing(0, CELL_PITCH)}{_jc('left')}", size=CELL_SIZE, spacing=0
    ),
    "Page": Style(
        "页码（单页）", f"{_ind(right=280)}{_jc('right')}", gb.FACES.page, gb.SIZE_4, spacing=0
    ),
    "EvenPage": Style(
        "页码（双页）", f"{_ind(left=280)}{_jc('left')}", gb.FACES.page, gb.SIZE_4, spacing=0
    ),
    "UpperRule": Style(
        "信函上横线",
        f"<w:pBdr>{_border('top', gb.LETTER_LOWER_RULE, 24, gb.RED, 0)}</w:pBdr>"
        f"{OFF_GRID}{spacing(0, 200)}{_jc('center')}",
    ),
    "LowerRule": Style(
        "信函下横线",
        f"<w:pBdr>{_border('bottom', gb.LETTER_LOWER_RULE, 24, gb.RED, 0)}</w:pBdr>"
        f"{spacing(0, FOOT_LINE)}{_jc('center')}",
    ),
}


def fonts(face: str, *, hint: bool) -> str:
    """Name a face for every script; `hint` sends “ ” … — to the Chinese face."""
    names = " ".join(f'w:{kind}="{face}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f"<w:rFonts {names}{' w:hint=' + chr(34) + 'eastAsia' + chr(34) if hint else ''}/>"


def run(text: str, face: str) -> str:
    r"""Write a run; `\n` is a line break, `\\t` a tab."""
    parts = re.split(r"([\n\t])", text)
    inner = "".join(
        {"\n": "<w:br/>", "\t": "<w:tab/>"}.get(part)
        or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in parts
        if part
    )
    return f"<w:r><w:rPr>{fonts(face, hint=True)}</w:rPr>{inner}</w:r>"


# what holds a code or an address, which is not broken: justified, the line before it is stretched
_UNBROKEN = ("信用代码", "补正形式", "报送方式", "报送形式", "受理方式", "评审指南")


def p(text: str = "", style: str = "Body", ppr: str = "", face: str = "") -> str:
    """Write a paragraph in a style; `ppr` are properties of its own, in schema order."""
    body = run(text, face or STYLES[style].face) if text else ""
    if style == "Body" and any(word in text for word in _UNBROKEN):
        ppr += _jc("left")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{ppr}</w:pPr>{body}</w:p>'


def mixed(style: str, *pieces: tuple[str, str], ppr: str = "") -> str:
    """Write a paragraph whose runs differ in face: (text, face)."""
    runs = "".join(run(text, face) for text, face in pieces)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{ppr}</w:pPr>{runs}</w:p>'


def tag(text: str) -> str:
    """Write a paragraph that holds a paragraph-level tag and vanishes in the letter."""
    return p("{%p " + text + " %}")


def when(condition: str, *content: str) -> str:
    """Keep paragraphs and tables only when the condition holds."""
    return tag(f"if {condition}") + "".join(content) + tag("endif")


def each(loop: str, *content: str) -> str:
    """Repeat paragraphs and tables."""
    return tag(f"for {loop}") + "".join(content) + tag("endfor")


def body(*texts: str) -> str:
    """Write paragraphs of the body."""
    return "".join(p(text) for text in texts)


def kept(*texts: str) -> str:
    """Write body paragraphs that stay with what follows, so that no signature stands alone."""
    return "".join(p(text, ppr=NEXT) for text in texts)


# --- tables -------------------------------------------------------------------------------------


def cell(text: str, width: int, *, style: str = "Cell", span: int = 1) -> str:
    """Write a cell; several lines become several paragraphs."""
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    content = "".join(p(line, style) for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid}'
        f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def row(cells: str, *, header: bool = False, height: int = 520) -> str:
    """Write a row that is never split; a header row is repeated on every page."""
    head = "<w:tblHeader/>" if header else ""
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}"/>{head}</w:trPr>{cells}</w:tr>'
    )


def table(widths: list[int], *rows: str) -> str:
    """Write a ruled table; widths are shares that are scaled to the type area."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in scale(widths))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(_border(side, "single", 4, "000000", 0) for side in sides)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{gb.TEXT_WIDTH}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def scale(widths: list[int]) -> list[int]:
    """Scale shares to the width of the type area, exactly."""
    total = sum(widths)
    scaled = [gb.TEXT_WIDTH * width // total for width in widths]
    scaled[-1] += gb.TEXT_WIDTH - sum(scaled)
    return scaled


def listing(
    columns: list[tuple[str, int, str]],
    loop: str,
    left: tuple[str, ...] = (),
    *,
    height: int = 520,
    note: str = "",
    first: str = "",
    tight: bool = False,
    headed: bool = True,
) -> str:
    """Write a table with one row per record: (heading, share, cell text).

    Columns whose heading is in `left` are flush left. `first` is a row above the headings,
    `note` one below the records, both across the whole table. `tight` sets the rows close; not
    `headed`: a form of labels, whose columns need no headings.
    """
    widths = scale([share for _, share, _ in columns])
    head = "".join(
        cell(h, w, style="ListHead") for (h, _, _), w in zip(columns, widths, strict=True)
    )
    line = "".join(
        cell(text, w, style=_STYLES[tight, h in left])
        for (h, _, text), w in zip(columns, widths, strict=True)
    )
    height = TIGHT_PITCH + 40 if tight else height
    across = _STYLES[tight, True]
    return table(
        [share for _, share, _ in columns],
        wide(first, len(columns), header=not tight, style=across) if first else "",
        row(head, header=True, height=height) if headed else "",
        _row_tag(f"for {loop}", len(columns)),
        row(line, height=height),
        _row_tag("endfor", len(columns)),
        wide(note, len(columns), style=across) if note else "",
    )


_STYLES = {
    (False, False): "Cell",
    (False, True): "LeftCell",
    (True, False): "TightCell",
    (True, True): "TightLeft",
}


def wide(text: str, span: int, *, header: bool = False, style: str = "LeftCell") -> str:
    """Write a row of one cell across the table."""
    return row(cell(text, gb.TEXT_WIDTH, style=style, span=span), header=header, height=420)


def _row_tag(text: str, span: int) -> str:
    return row(cell("{%tr " + text + " %}", gb.TEXT_WIDTH, span=span))


def form(
    widths: list[int],
    *lines: list[str],
    height: int = 520,
    header: bool = False,
    tight: tuple[str, ...] = (),
) -> str:
    """Write a form: labels in 黑体 (texts that end with “：” lose it), the rest open or filled.

    A line shorter than `widths` gives its last cell the remaining columns. With `header` the first
    line names the columns and is repeated where the form breaks across pages. What follows a label
    in `tight` is set close.
    """
    full = scale(widths)
    rows: list[str] = []
    for line in lines:
        cells = []
        for index, text in enumerate(line):
            last = index == len(line) - 1
            span = len(widths) - index if last else 1
            width = sum(full[index:]) if last else full[index]
            label = text.endswith("：")
            answer = "TightLeft" if index and line[index - 1] in tight else "LeftCell"
            style = "HeadCell" if label else answer
            cells.append(cell(text.removesuffix("："), width, style=style, span=span))
        rows.append(row("".join(cells), header=header and not rows, height=height))
    return table(widths, *rows)


# --- the package --------------------------------------------------------------------------------


def styles_xml(used: set[str]) -> str:
    """Write the styles that a template uses, and no other."""
    base = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'{fonts(gb.FACES.body, hint=False)}<w:sz w:val="{gb.SIZE_3}"/>'
        f'<w:szCs w:val="{gb.SIZE_3}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:qFormat/><w:pPr><w:widowControl/><w:autoSpaceDE w:val="0"/>'
        f'<w:autoSpaceDN w:val="0"/>{spacing()}{_jc("both")}</w:pPr>'
        f'<w:rPr>{fonts(gb.FACES.body, hint=False)}<w:spacing w:val="{gb.CHAR_SPACING}"/>'
        f'<w:sz w:val="{gb.SIZE_3}"/><w:szCs w:val="{gb.SIZE_3}"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>'
        "</w:style>"
    )
    own = "".join(_style_xml(key, STYLES[key]) for key in STYLES if key in used)
    return f'{DECLARATION}<w:styles xmlns:w="{W}">{base}{own}</w:styles>'


def _style_xml(key: str, style: Style) -> str:
    color = f'<w:color w:val="{style.color}"/>' if style.color else ""
    scale_ = f'<w:w w:val="{style.scale}"/>' if style.scale != 100 else ""  # noqa: PLR2004
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{key}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{style.ppr}</w:pPr><w:rPr>{fonts(style.face, hint=False)}{color}"
        f'<w:spacing w:val="{style.spacing}"/>{scale_}<w:sz w:val="{style.size}"/>'
        f'<w:szCs w:val="{style.size}"/></w:rPr></w:style>'
    )


SETTINGS = (
    f'{DECLARATION}<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/>'
    '<w:defaultTabStop w:val="632"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def _footer(style: str) -> str:
    face = STYLES[style].face
    rpr = f"<w:rPr>{fonts(face, hint=True)}</w:rPr>"
    number = f'<w:fldSimple w:instr=" PAGE "><w:r>{rpr}<w:t>1</w:t></w:r></w:fldSimple>'
    return _part(
        "ftr",
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run("— ", face)}{number}'
        f"{run(' —', face)}</w:p>",
    )


def _part(kind: str, content: str) -> str:
    return f'{DECLARATION}<w:{kind} xmlns:w="{W}" xmlns:r="{R}">{content}</w:{kind}>'


FOOTERS = {
    "default": _footer("Page"),
    "even": _footer("EvenPage"),
    "first": _part("ftr", p(style="LowerRule", ppr=FOOT_FRAME) + "<w:p><w:pPr/></w:p>"),
}
_CT = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def docx(content: str, *, letter: bool = False) -> bytes:
    """Pack a template; `letter` has the lower red rule and no number on its first page."""
    kinds = ["default", "even", *(["first"] if letter else [])]
    refs = "".join(
        f'<w:footerReference w:type="{kind}" r:id="rId{3 + i}"/>' for i, kind in enumerate(kinds)
    )
    section = (
        f'<w:sectPr>{refs}<w:pgSz w:w="{gb.PAGE_WIDTH}" w:h="{gb.PAGE_HEIGHT}"/>'
        f'<w:pgMar w:top="{gb.MARGIN_TOP}" w:right="{gb.MARGIN_RIGHT}" '
        f'w:bottom="{gb.MARGIN_BOTTOM}" w:left="{gb.MARGIN_LEFT}" '
        f'w:header="{gb.HEADER_DISTANCE}" w:footer="{gb.FOOTER_DISTANCE}" w:gutter="0"/>'
        f"{'<w:titlePg/>' if letter else ''}"
        f'<w:docGrid w:type="lines" w:linePitch="{gb.LINE_PITCH}"/></w:sectPr>'
    )
    used = set(re.findall(r'<w:pStyle w:val="(\w+)"/>', content)) | {"Page", "EvenPage"}
    if letter:
        used.add("LowerRule")
    footers = [f"footer{i}.xml" for i, _ in enumerate(kinds, 1)]
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{_CT}{kind}+xml"/>'
        for name, kind in [
            ("document.xml", "document.main"),
            ("styles.xml", "styles"),
            ("settings.xml", "settings"),
            *((name, "footer") for name in footers),
        ]
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}{kind}" Target="{name}"/>'
        for i, (name, kind) in enumerate(
            [
                ("styles.xml", "styles"),
                ("settings.xml", "settings"),
                *((name, "footer") for name in footers),
            ],
            1,
        )
    )
    package = "http://schemas.openxmlformats.org/package/2006/"
    parts = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{package}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}'
        "</Types>",
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{package}relationships">'
        f'<Relationship Id="rId1" Type="{_REL}officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f"{DECLARATION}<Relationships "
        f'xmlns="{package}relationships">{relations}</Relationships>',
        "word/document.xml": _part("document", f"<w:body>{content}{section}</w:body>"),
        "word/settings.xml": SETTINGS,
        "word/styles.xml": styles_xml(used),
        **{f"word/{name}": FOOTERS[kind] for name, kind in zip(footers, kinds, strict=True)},
    }
    return pack({name: part.encode() for name, part in parts.items()})
