"""Broken workbooks: bytes, parts, attributes and cell values changed at random.

Each change is a function of (bytes, random), so that a seed makes the same file again; the tests draw
the random numbers from hypothesis, `benchmarks/fuzz_reading.py` from a counter.
"""

import io
import re
import zipfile
from contextlib import suppress

NUMBERS = (
    "", "0", "-1", "1", "2", "3.5", "1e9", "NaN", "x", "64", "65536", "1048577", "2147483648",
    "4294967295", "18446744073709551616", "９", "１", "-0", "0x10", " 3 ", "1,5", "9" * 40,
)  # fmt: skip
PLACES = (
    "A0", "A1", "B3", "C3.5", "XFD1048576", "XFE1", "A1048577", "A:A", "1:1", "A1:XFD1048576",
    "B2:B9", "C5:A1", "A1:A1", "#REF!", "$A$1", "r1c1", "A1 B2", "Z99999999", "AAAA1",
)  # fmt: skip
WORDS = (
    "s", "n", "b", "e", "str", "inlineStr", "d", "error", "float", "percentage", "currency", "date",
    "boolean", "string", "hidden", "veryHidden", "true", "1", "collapse", "filter", "rId99", "../..",
    "/", "xl/worksheets/sheet1.xml", "worksheets/sheet9.xml", "General", '0.00"亿元"', "0!.0,", "yyyy",
    "[$-804]d", ";;;", "@", "[>1]0;[<", "urn:x", "preserve", "�", "甲" * 300,
)  # fmt: skip
CODINGS = (
    "GBK", "gb2312", "utf-16", "UTF-16LE", "latin-1", "x-none", "utf-7", "ascii", "",
    "idna", "rot13", "hex", "unicode_escape", "utf-8",
)  # fmt: skip
TEXTS = (
    "", " ", "\u3000", "0", "-", "/", "同上", "〃", "约320人", "1亿2000万", "85（分）", "2026.3.1—",
    "☑质量奖☐创新奖", "9232\n10545", "9232、10545", "9232 / 10545", "1,05,450", "1.05亿元", "１２３",
    "2054", "2023年", "前三年", "3/5", "43831", "20230231", "1899-12-31", "9999-12-31", "2019.1",
    "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "#REF!", "#N/A", "\u202d913303\u202c",
    "9133\u200b0303MAT000456H", "_x0000_", "_x000D_", "_xD800_", "&#0;", "&amp;amp;", "]]>", "1e308", "1e400", "-1e-320",
    "99999999999999999999", "0.1", "45%", "合计", "填表人：", "申报组织名称", "统一社会信用代码",
    "推荐单位：", "𠮷野家", "e\u0301", "\ufeff", "A" * 300, "长" * 33_000, "(" * 400, "二〇二六年三月",
)  # fmt: skip
TYPES = ("s", "n", "b", "e", "str", "inlineStr", "d", "", "q")

_ATTRIBUTE = re.compile(rb'(\s)([\w:.-]+)="([^"<]*)"')
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
_TEXT = re.compile(rb"(<(?:\w+:)?(?:t|v|p)(?:\s[^>]*)?>)([^<]*)(?=<)")
_TAG = re.compile(rb"</?[\w:]+[^>]*>")


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def escaped(text):
    for one, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(one, entity)
    return text.encode("utf-8", "surrogatepass")


def _one(found, rng):
    found = list(found)
    return rng.choice(found) if found else None


def _put(content, match, new, group=0):
    return content[: match.start(group)] + new + content[match.end(group) :]


# --- bytes --------------------------------------------------------------------------------------


def _flip(data, rng):
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _drop(data, rng):
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randrange(1, 40) :]


def _cut(data, rng):
    return data[: rng.randrange(len(data))]


def _repeat(data, rng):
    at = rng.randrange(len(data))
    piece = data[at : at + rng.randrange(1, 600)]
    where = rng.randrange(len(data))
    return data[:where] + piece + data[where:]


def _number(data, rng):
    at = rng.randrange(max(1, len(data) - 4))
    value = rng.choice((0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x10000))
    return data[:at] + value.to_bytes(4, "little") + data[at + 4 :]


BYTES = (_flip, _flip, _drop, _cut, _repeat, _number, _number)


def change_bytes(data, rng):
    """Change the file as a damaged disk or a bad line would."""
    for _ in range(rng.randrange(1, 6)):
        data = rng.choice(BYTES)(data, rng) or data[:1]
    return data


# --- parts --------------------------------------------------------------------------------------


def _set_attribute(content, rng):
    found = _one(_ATTRIBUTE.finditer(content), rng)
    if not found:
        return content
    return _put(content, found, escaped(rng.choice(rng.choice((NUMBERS, PLACES, WORDS)))), 3)


def _lose_attribute(content, rng):
    found = _one(_ATTRIBUTE.finditer(content), rng)
    return _put(content, found, b"") if found else content


def _set_text(content, rng):
    found = _one(_TEXT.finditer(content), rng)
    if not found:
        return content
    return _put(content, found, escaped(rng.choice(rng.choice((TEXTS, NUMBERS)))), 2)


def _retype(content, rng):
    found = _one(_CELL.finditer(content), rng)
    if not found:
        return content
    kind = f' t="{rng.choice(TYPES)}"'.encode()
    cell = re.sub(rb'\st="\w*"', b"", found[0])
    return _put(content, found, re.sub(rb"(<(?:\w+:)?c\b)", lambda m: m[1] + kind, cell, count=1))


def _formula(content, rng):
    found = _one(_CELL.finditer(content), rng)
    at = re.match(rb'<(?:\w+:)?c\b[^>]*?\br="(\w+)"', found[0]) if found else None
    if not at:
        return content
    value = rng.choice((b"", b"<v></v>", b"<v>0</v>", b"<v>#REF!</v>", b"<v>1e999</v>", b"<v/>"))
    kind = rng.choice((b"", b' t="str"', b' t="e"', b' t="b"'))
    words = rng.choice((b"SUM(A1:A9)", b"", b'DISPIMG("x",1)', b"_xlfn.X(" * 60))
    return _put(content, found, b'<c r="%b"%b><f>%b</f>%b</c>' % (at[1], kind, words, value))


def _lose_tag(content, rng):
    found = _one(_TAG.finditer(content), rng)
    return _put(content, found, b"") if found else content


def _double_tag(content, rng):
    found = _one(_TAG.finditer(content), rng)
    return _put(content, found, found[0] * 2) if found else content


def _swap_tags(content, rng):
    tags = list(_TAG.finditer(content))
    if len(tags) < 2:
        return content
    one, two = sorted(rng.sample(range(len(tags)), 2))
    first, second = tags[one], tags[two]
    return _put(_put(content, second, first[0]), first, second[0])


def _rename(content, rng):
    names = sorted({m[1] for m in re.finditer(rb"<(\w[\w:]*)", content)})
    if not names:
        return content
    old, new = rng.choice(names), rng.choice((*names, b"x:y", b"row", b"c", b"table:table"))
    return re.sub(rb"(</?)%b(?=[\s/>])" % re.escape(old), lambda m: m[1] + new, content)


def _prefix(content, rng):
    """Give all tags of the main namespace a prefix, as some programs write them."""
    changed = re.sub(rb"(</?)(?=[A-Za-z]\w*[\s/>])", rb"\1x:", content)
    return re.sub(rb'\sxmlns="', b' xmlns:x="', changed, count=1)


def _declare(content, rng):
    coding = rng.choice(CODINGS)
    body = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", content)
    if rng.random() < 0.4:
        with suppress(UnicodeError, LookupError, TypeError):
            body = body.decode("utf-8").encode(coding or "utf-8")
    return f'<?xml version="1.0" encoding="{coding}"?>'.encode() + body


def _entity(content, rng):
    bomb = rng.choice((b'<!DOCTYPE x [<!ENTITY a "b">]>', b"<!DOCTYPE x>", b"<!-- <!DOCTYPE -->"))
    return bomb + re.sub(rb"^\s*<\?xml[^>]*\?>", b"", content)


def _far(content, rng):
    cell = rng.choice(("XFD1048576", "A1048576", "XFD1", "ZZ70000", "A20001"))
    row = int(re.sub(r"\D", "", cell))
    new = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    return content.replace(b"</sheetData>", new, 1)


def _merge(content, rng):
    areas = "".join(f'<mergeCell ref="{rng.choice(PLACES)}"/>' for _ in range(rng.randrange(1, 5)))
    if b"<mergeCells" in content:
        return content.replace(b"</mergeCells>", areas.encode() + b"</mergeCells>", 1)
    block = f"</sheetData><mergeCells>{areas}</mergeCells>".encode()
    return content.replace(b"</sheetData>", block, 1)


def _hide(content, rng):
    mark = rng.choice((b' hidden="1"', b' hidden="true"', b' hidden=""', b" hidden='x'"))
    found = _one(re.finditer(rb"<(?:row|col)\b", content), rng)
    return _put(content, found, found[0] + mark) if found else content


def _bom(content, rng):
    return rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n", b"\0")) + content


def _raw(content, rng):
    return change_bytes(content, rng) if content else content


PARTS = (
    _set_attribute, _set_attribute, _set_attribute, _lose_attribute, _set_text, _set_text, _set_text,
    _retype, _retype, _formula, _lose_tag, _double_tag, _swap_tags, _rename, _prefix, _declare,
    _entity, _far, _merge, _hide, _bom, _raw,
)  # fmt: skip
MAIN = re.compile(
    r"worksheets/|sharedStrings|content\.xml|styles|workbook|rels|Types", re.IGNORECASE
)


def change_parts(data, rng):
    """Change parts of a zip package, mostly those that hold something."""
    parts = unpacked(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        name = rng.choice(sorted(parts))
        if rng.random() < 0.8:
            name = rng.choice(sorted(n for n in parts if MAIN.search(n)) or [name])
        what = rng.random()
        if what < 0.03 and len(parts) > 1:
            del parts[name]
        elif what < 0.06:
            parts[rng.choice((name.upper(), f"/{name}", f"../{name}", name.replace("/", "\\")))] = (
                parts.pop(name)
            )
        else:
            parts[name] = rng.choice(PARTS)(parts[name], rng)
    return packed(parts)


def mutate(data, rng):
    """Change a workbook: a compound file by its bytes, a package by its parts or, less, its bytes."""
    if data[:2] != b"PK" or rng.random() < 0.15:
        return change_bytes(data, rng)
    return change_parts(data, rng)


def with_codes(data, codes, new):
    """Give a workbook to other organisations: each code becomes the next of `new`, of equal length."""
    pairs = [(old, next(new)) for old in codes]

    def swapped(content):
        for old, other in pairs:
            for coding in ("utf-8", "utf-16-le"):
                content = content.replace(old.encode(coding), other.encode(coding))
        return content

    if data[:2] != b"PK":
        return swapped(data)
    return packed({name: swapped(content) for name, content in unpacked(data).items()})
