"""award.toml: read over its profile, every error with key and line; written with a comment per key."""

from __future__ import annotations

import calendar
import re
import tomllib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wzqa.own_edition import FOLDER, parse_own
from wzqa.problems import Exit, Place, Problem, WzqaError, read_toml, reason
from wzqa.regulation import (
    DATA,
    PARTS,
    REGIONS,
    TEXT,
    Clause,
    default_profile,
    edition_texts,
    load_edition,
)
from wzqa.settings import FIRST_YEAR, LAST_YEAR, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wzqa.regulation import Edition
    from wzqa.stage_rules import Section

    Own = Callable[[str], Edition | None]

_WORDS = {
    "missing": "缺少此键",
    "extra_forbidden": "没有这个键，请核对拼写",
    "string_type": "须为带引号的文本",
    "int_type": "须为整数",
    "int_from_float": "须为整数",
    "bool_type": "须为 true 或 false",
    "date_type": "须为日期，如 2026-07-31（不加引号）",
    "date_from_datetime_inexact": "须为日期，不带时刻",
    "list_type": "须为方括号列表",
    "model_type": "须为一组键（表）",
    "dict_type": "须为一组键（表）",
    "float_type": "须为数",
    "decimal_type": "须为带引号的十进制数",
    "literal_error": "不在可选值之内",
    "greater_than_equal": "小于允许的最小值",
    "less_than_equal": "大于允许的最大值",
    "string_too_short": "不能为空",
    "too_short": "至少要有一项",
    "value_error": "",
}


def _words(error: dict[str, Any]) -> str:
    kind, ctx = error["type"], error.get("ctx", {})
    text = _WORDS[kind]
    if kind == "value_error":
        return str(ctx["error"])
    if kind == "literal_error":
        return f"{text}（可选：{str(ctx['expected']).replace(' or ', '、').replace(', ', '、')}）"
    if kind == "greater_than_equal":
        return f"{text}{ctx['ge']}"
    if kind == "less_than_equal":
        return f"{text}{ctx['le']}"
    return text


def line_of(text: str, loc: tuple[str | int, ...]) -> int | None:
    """Find the line of a key in TOML text: its own, else its table's; None when not written."""
    names = [str(part) for part in loc if isinstance(part, str)]
    wanted = next((part for part in loc if isinstance(part, int)), 0)
    table: list[str] = []
    seen: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]", line)
        key = re.match(r"\s*([A-Za-z0-9_\-.]+)\s*=", line)
        if header:
            table = [part.strip() for part in header[2].split(".")]
            if header[1] == "[[":
                seen[header[2]] = seen.get(header[2], -1) + 1
                if names[:1] == table and seen[header[2]] != wanted:
                    table = ["\0"]
            path = table
        elif key:
            path = [*table, *key[1].split(".")]
        else:
            continue
        if names[: len(path)] == path and (best is None or len(path) > best[0]):
            best = (len(path), number)
    return best[1] if best else None


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay award.toml over the profile: tables merge key by key, everything else replaces."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = (
            _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return merged


def year_defaults(edition: Edition, year: int) -> dict[str, Any]:
    """Give the keys that depend on the year: label, the three days, the seed."""

    def day(text: str) -> date:
        month, number = map(int, text.split("-"))
        return date(year, month, number)

    return {
        "cycle": {
            "year": year,
            "label": f"{year}年度",
            "notice_date": day(edition.notice_day),
            "deadline_county": day(edition.county_day),
            "deadline_city": day(edition.city_day),
            "demo": False,
        },
        "stability": {"seed": str(year)},
    }


def deadline_days(edition: Edition, year: int, deadline: date) -> dict[str, date]:
    """Give the three days of `init --deadline` (settings.md §3)."""

    def month_before(day: date) -> date:
        y, m = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
        return date(y, m, min(day.day, calendar.monthrange(y, m)[1]))

    county = month_before(deadline)
    month, number = map(int, edition.notice_day.split("-"))
    notice = date(year, month, number)
    if notice >= county:
        notice = month_before(county)
    return {"notice_date": notice, "deadline_county": county, "deadline_city": deadline}


def _no_own(_name: str) -> Edition | None:
    return None


def build(over: dict[str, Any], year: int, own: Own = _no_own) -> Settings:
    """Validate a parsed award.toml over its profile; pydantic's error rises.

    `own` gives the office's own edition of a name, None where it has none.
    """
    profile = str(over.get("profile", default_profile()))
    mine = own(profile)
    edition = mine or load_edition(profile)
    cycle = over.get("cycle")
    if (
        isinstance(cycle, dict)
        and isinstance(cycle.get("year"), int)
        and FIRST_YEAR <= cycle["year"] <= LAST_YEAR
    ):
        year = cycle["year"]
    base = _merge(edition.defaults, year_defaults(edition, year))
    made = Settings.model_validate(
        _merge({**base, "profile": edition.name}, over), context={"plan": edition.plan}
    )
    return made.resting_on(mine) if mine else made


def parse(text: str, year: int, file: str = "award.toml", own: Own = _no_own) -> Settings:
    """Read award.toml's text. Raises WzqaError (exit 1) with one problem per wrong key."""
    over = read_toml(text, file, "settings-toml")
    profile = over.get("profile", default_profile())
    if not isinstance(profile, str):
        raise WzqaError(f"{file} 的 profile 须为带引号的文本", code="settings-value")
    problems = list(_above_the_caps(over, own(profile) or load_edition(profile), text, file))
    made = None
    try:
        made = build(over, year, own)
    except ValidationError as error:
        hint = "请按 award.toml 中该键的注释改正"
        problems += [
            replace(problem, code="settings-key" if unknown else "settings-value", hint=hint)
            for problem, unknown in _wrong_keys(error, text, file)
        ]
    if made is None or problems:
        raise WzqaError(f"{file} 有{len(problems)}处错误", Exit.INPUT, problems)
    return made


def _above_the_caps(
    over: dict[str, Any], edition: Edition, text: str, file: str
) -> Iterator[Problem]:
    """Name the caps above the edition's, each with its line and article: they are never exceeded.

    An award that the edition does not know is held to the most that it gives to any of its own.
    """
    own = edition.defaults
    given: list[tuple[tuple[str | int, ...], int, str]] = [
        (("stage", stage, "cap"), own["stage"][stage]["cap"], f"cap_{stage}")
        for stage in edition.plan.keys
    ]
    caps = {award["name"]: award["cap"] for award in own["award"]}
    awards = over.get("award")
    for at, award in enumerate(awards if isinstance(awards, list) else ()):
        name = award.get("name") if isinstance(award, dict) else None
        most = caps.get(name, max(caps.values())) if isinstance(name, str) else max(caps.values())
        given.append((("award", at, "cap"), most, "cap_award"))
    for loc, most, clause in given:
        value = _value_at(over, loc)
        if type(value) is not int or value <= most:
            continue
        source, line = edition.cite(clause), line_of(text, loc)
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
        words = f"“{source.quote}”" if source.quote else ""
        yield Problem(
            code="settings-value",
            message=f"键 {key}：{value}大于办法的上限{most}，见{source}{words}",
            place=Place(file, None, f"第{line}行" if line else None),
            value=str(value),
            hint=f"名额不得突破，请改为不大于{most}的数",
        )


def _value_at(over: object, loc: tuple[str | int, ...]) -> object:
    """Give what award.toml holds at a place; None when it has nothing there."""
    for part in loc:
        if isinstance(part, int) and isinstance(over, list):
            over = over[part]
        elif isinstance(over, dict):
            over = over.get(part)
        else:
            return None
    return over


def _wrong_keys(
    error: ValidationError, text: str, file: str, table: tuple[str, ...] = ()
) -> Iterator[tuple[Problem, bool]]:
    """Name every key that pydantic refused, with its line below `table`, and whether it is unknown."""
    for item in error.errors():
        line_no = line_of(text, (*table, *item["loc"]))
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in item["loc"])
        problem = Problem(
            code="edition-key",
            message=f"键 {key or '（全文）'}：{_words(dict(item))}",
            place=Place(file, None, f"第{line_no}行" if line_no else None),
            value=None if isinstance(item["input"], dict | list) else str(item["input"]),
            hint="请对照随附的办法版本改正",
        )
        yield problem, item["type"] == "extra_forbidden"


def load(path: Path, year: int, own: Own | None = None) -> Settings:
    """Read a cycle's award.toml; `year` stands in where it names none.

    `own` gives the office's own edition; without it the one that lies in the cycle's folder.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise WzqaError(
            f"{path.name} 不是 UTF-8 编码",
            code="settings-encoding",
            place=Place(path.name),
            hint="请用记事本另存为 UTF-8",
        ) from None
    except OSError as error:
        raise WzqaError(
            f"读不了这个文件：{reason(error)}", Exit.RECORD, code="file-read", place=Place(path.name),
            hint="请从备份或归档中恢复",
        ) from None  # fmt: skip
    return parse(text, year, path.name, own or (lambda name: own_edition(path.parent, name)))


def own_files(folder: Path, name: str) -> dict[str, Path]:
    """Find the files of the cycle's own edition of a name by the part that they are; {} = it has none.

    Before editions were folders, `办法/NAME.toml` and `办法/NAME.md` were all there was.
    """
    if not re.fullmatch(r"[\w.-]+", name):
        return {}
    own = folder / FOLDER / name
    flat = {DATA: folder / FOLDER / f"{name}.toml", TEXT: folder / FOLDER / f"{name}.md"}
    places = {part: own / part for part in PARTS} if (own / DATA).is_file() else flat
    return (
        {part: path for part, path in places.items() if path.is_file()}
        if places[DATA].is_file()
        else {}
    )


def completed(texts: dict[str, str]) -> dict[str, str]:
    """Add to an edition of two files what it took from the shipped one that it was copied from."""
    if REGIONS in texts:
        return texts
    shipped = edition_texts(default_profile())
    given = tomllib.loads(texts[DATA])
    head, tables = texts[DATA].split("\n[", 1) if "\n[" in texts[DATA] else (texts[DATA], "")
    lacking = "" if "conditions" in given else '\nconditions = "a11"'
    said = (
        ""
        if "texts" in given
        else "[texts]" + shipped[DATA].split("\n[texts]", 1)[1].split("\n[", 1)[0]
    )
    return {**texts, DATA: f"{head}{lacking}\n[{tables}\n{said}\n", REGIONS: shipped[REGIONS]}


def own_edition(folder: Path, name: str) -> Edition | None:
    """Read the cycle's own edition of a name; None when the cycle has none.

    Raises WzqaError (exit 1) with every fault of it.
    """
    paths = own_files(folder, name)
    if not paths:
        return None
    try:
        texts = {part: path.read_text(encoding="utf-8-sig") for part, path in paths.items()}
    except (OSError, UnicodeDecodeError):
        raise WzqaError(
            f"读不了 {FOLDER}/ 里的办法版本“{name}”",
            Exit.INPUT,
            code="edition-read",
            place=Place(f"{FOLDER}/{name}"),
            hint="请把各文件存为 UTF-8",
        ) from None
    file = paths[DATA].relative_to(folder).as_posix()
    read_toml(texts[DATA], file, "edition-toml")
    whole = texts if paths[DATA].name == DATA else completed(texts)
    edition = parse_own(name, whole)
    try:
        build({"profile": name}, FIRST_YEAR, lambda _: edition)
    except ValidationError as error:
        problems = [p for p, _ in _wrong_keys(error, texts[DATA], file, ("defaults",))]
        message = f"{file} 的默认值有{len(problems)}处错误"
        raise WzqaError(message, Exit.INPUT, problems) from None
    return edition


def departures(settings: Settings) -> list[tuple[str, str, str]]:
    """List (key, profile's value, this cycle's value) where the cycle departs from its profile."""
    own = settings.edition if settings.has_own_edition else None
    plain = {"profile": settings.profile, "cycle": {"year": settings.cycle.year}}
    base = build(plain, 0, lambda _: own)
    rows: list[tuple[str, str, str]] = []

    def walk(path: str, old: object, new: object) -> None:
        if isinstance(old, dict) and isinstance(new, dict):
            for key in new:
                walk(f"{path}.{key}" if path else key, old.get(key), new[key])
        elif old != new:
            rows.append((path, str(old), str(new)))

    walk("", base.model_dump(mode="json"), settings.model_dump(mode="json"))
    return rows


# --- writing ------------------------------------------------------------------------------------


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _comment(text: str, edition: Edition) -> str:
    """Put the edition's articles into a description: `正常运营满几年，见（十一）（一）`."""

    def cited(found: re.Match[str]) -> str:
        source = edition.clauses.get(found[1])
        if source is None:
            return ""
        quoted = isinstance(source, Clause) and source.quote
        return f"，见{source}" if quoted else f"，{source}"

    plan = edition.plan
    names = {"shares": "、".join(s.brief for s in plan.scored), "first": plan.first}
    text = re.sub(r"\{(shares|first)\}", lambda found: names[found[1]], text)
    return re.sub(r"\{(\w+)\}", cited, text)


def _section(header: str, section: Section, edition: Edition) -> list[str]:
    lines = ["", header]
    dumped = section.model_dump(mode="python")
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        if value is None and name != "floor":
            continue
        plain = dumped[name] if name != "floor" else ("" if value is None else str(value))
        comment = _comment(info.description or "", edition)
        lines += [f"# {comment}", f"{name} = {_toml(plain)}"]
    return lines


def to_toml(settings: Settings) -> str:
    """Write an award.toml that holds every key, each with its comment."""
    edition = settings.edition
    lines = [
        "# 本届设置。改动后重新运行命令即可；“wzqa status”列出与办法版本不同的键。",
        f"# 依据：《{edition.title}》。注释中“见”后面是条款；“办法未规定”的由评审办决定。",
        "",
        "# 办法版本（奖项、名额、条款、默认值）",
        f"profile = {_toml(settings.profile)}",
    ]
    for name in ("cycle", "basis", "office", "criteria", "eligibility", "panels"):
        lines += _section(f"[{name}]", getattr(settings, name), edition)
    for stage in settings.plan.keys:
        lines += _section(f"[stage.{stage}]", settings.stage_rules(stage), edition)
    lines += _section("[comments]", settings.comments, edition)
    lines += _section("[stability]", settings.stability, edition)
    lines += _section("[vote]", settings.vote, edition)
    for award in settings.award:
        lines += _section("[[award]]", award, edition)
    for department in settings.department:
        lines += _section("[[department]]", department, edition)
    for name in ("publicity", "letters", "lint"):
        lines += _section(f"[{name}]", getattr(settings, name), edition)
    return "\n".join(lines) + "\n"
