"""Checking a record: SQLite's own checks, its structure, the chain, every table against the ledger.

Whatever stands in a record ends in a finding: nothing here raises for what it reads.
"""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

from wzqa.dates import chinese
from wzqa.problems import Place, Problem
from wzqa.record import replay
from wzqa.record.store import Entry, canonical, entry_hash, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wzqa.record.store import Record

_RECORD = Place("record.db")
_JSON = {
    "ledger": ("seq", ("detail",)), "decision": ("id", ("content",)), "draft": ("stage", ("content",)),
    "list": ("stage || '-' || issue", ("content", "basis")), "fact": ("file_id", ("content",)),
    "document": ("id", ("letter", "office")),
}  # fmt: skip
TABLES = {
    "file": "收件", "original": "原件", "number": "申报编号", "mapping": "栏目确认", "decision": "决定",
    "list": "名单", "document": "文书", "output": "生成的文件", "ledger": "台账", "draft": "草稿",
    "fact": "读出的内容",
}  # fmt: skip
_COLUMNS = {
    "kind": "种类", "docno": "文号", "number": "序号", "year": "年度", "day": "日期", "title": "标题",
    "addressee": "主送", "letter": "文字", "sha256": "文件指纹", "stage": "阶段", "subject": "对象",
    "office": "印发时的办公室信息", "list_hash": "名单指纹", "list_ref": "所依据的名单", "file": "文件名",
    "stands_on": "现依据的名单", "suspended_why": "暂停效力的理由", "void_why": "作废的理由",
    "void_at": "作废时间", "issued_at": "印发时间", "issued_by": "印发人", "confirmed_at": "确认时间",
    "confirmed_by": "确认人", "lifted_at": "重新打开的时间", "lifted_by": "重新打开的人",
    "lifted_why": "重新打开的理由", "rests_on": "所依据内容的指纹", "basis": "所依据的内容",
    "content": "内容", "why": "理由", "decided_by": "决定人", "decided_at": "决定时间",
    "question": "所答的问题", "ended_by": "后来的决定", "taken_at": "收件时间", "taken_by": "收件人",
    "ended_at": "停用时间", "ended_why": "停用的理由", "role": "类别", "path": "路径", "key": "归属",
    "given_at": "编号时间", "field": "栏目", "set_at": "确认时间", "set_by": "确认人",
    "digest": "指纹", "run_at": "时间", "replaces": "所代替的文书", "kept": "沿用文号",
}  # fmt: skip
_ALTERED = {"decision": "decision-altered", "list": "list-altered"}
_WHO = "请查明谁改动了 record.db；可用备份比对"


def _fault(code: str, message: str, value: str | None = None, hint: str = _WHO) -> Problem:
    return Problem(code=code, message=message, place=_RECORD, value=value, hint=hint)


def integrity(record: Record) -> list[Problem]:
    """Run SQLite's own checks."""
    found = [
        _fault("record-damaged", f"数据库自检不通过：{row[0]}", hint="请用备份恢复")
        for row in record.rows("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    for row in record.rows("PRAGMA foreign_key_check"):
        message = f"表 {row[0]} 引用了不存在的记录"
        found.append(_fault("record-damaged", message, hint="请用备份恢复"))
    return found


# --- structure ------------------------------------------------------------------------------------


def _structure(db: sqlite3.Connection) -> dict[str, str]:
    """Give every table, index and trigger by its name: its text without comments and blanks."""
    found = {}
    for name, text in db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        found[name] = re.sub(r"--[^\n]*|[\s\"]", "", text)
    return found


def structure(record: Record) -> list[Problem]:
    """Compare tables, indexes and triggers with those of the program."""
    text = (resources.files("wzqa") / "record" / "schema.sql").read_text(encoding="utf-8")
    model = sqlite3.connect(":memory:")
    model.executescript(text)
    shipped, here = _structure(model), _structure(record.db)
    model.close()
    shipped.pop("derived", None)  # made when it is needed
    here.pop("derived", None)
    names = sorted(n for n in shipped.keys() | here.keys() if shipped.get(n) != here.get(n))
    return [
        _fault("record-structure", f"数据库结构“{name}”{_how(name, shipped, here)}", name)
        for name in names
    ]


def _how(name: str, shipped: Mapping[str, str], here: Mapping[str, str]) -> str:
    if name not in here:
        return "被删去（防改动的规则或表不在了）"
    return "被改动" if name in shipped else "不是程序建的"


# --- what can be read at all ----------------------------------------------------------------------


def shapes(record: Record) -> list[Problem]:
    """Name every row whose JSON cannot be read."""
    found = []
    for table, (key, columns) in _JSON.items():
        for row in record.rows(f"SELECT {key} AS id, {', '.join(columns)} FROM {table}"):  # noqa: S608  (fixed names)
            for column in columns:
                if _read(row[column]) is None:
                    what = f"{TABLES[table]}“{row['id']}”的{_COLUMNS.get(column, '内容')}读不出来"
                    found.append(_fault("record-damaged", what, hint="请用备份比对、恢复"))
    return found


def _read(text: object) -> dict[str, Any] | None:
    """Read an object of JSON; None when it is none."""
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def entries(record: Record) -> list[Entry]:
    """Give the ledger, whatever it holds; what cannot be read of an entry is empty."""
    found: list[Entry] = record.once("entries", _length(record), lambda: _entries(record))
    return found


def told(record: Record) -> replay.Told:
    """Play the ledger: once in a command, while it stays as it is."""
    found: replay.Told = record.once("told", _length(record), lambda: replay.play(entries(record)))
    return found


def _length(record: Record) -> tuple[object, ...]:
    return tuple(record.rows("SELECT count(*), max(seq) FROM ledger")[0])


def _entries(record: Record) -> list[Entry]:
    return [
        Entry(r["seq"], r["at"], r["by"], r["action"], r["subject"], _read(r["detail"]) or {},
              r["prev"], r["hash"])
        for r in record.rows("SELECT * FROM ledger ORDER BY seq")
    ]  # fmt: skip


# --- the chain ------------------------------------------------------------------------------------


def check_ledger(record: Record) -> tuple[int, str, list[Problem]]:
    """Recompute the chain; gives the number of entries, the last hash, the first break, odd times."""
    prev, count, last = "0" * 64, 0, ""
    found: list[Problem] = []
    for r in record.rows("SELECT * FROM ledger ORDER BY seq"):
        count += 1
        wanted = entry_hash(
            r["seq"], r["at"], r["by"], r["action"], r["subject"], r["detail"], prev
        )
        if r["seq"] != count or r["prev"] != prev or r["hash"] != wanted:
            what = "缺少一条" if r["seq"] != count else "内容被改动"
            fault = _fault(
                "ledger-broken", f"台账第{count}条{what}，其后不再可信",
                f"{r['at']} {r['by']} {r['action']} {r['subject']}", "请用备份比对",
            )  # fmt: skip
            return count, r["hash"], [*found, fault]
        if last and r["action"] != "clock-back" and _earlier(r["at"], last):
            message = f"台账第{count}条的时间{r['at']}早于前一条{last}，又没有电脑时钟改动的记载"
            found.append(_fault("ledger-time", message))
        prev, last = r["hash"], r["at"]
    if not count:
        found.append(_fault("ledger-broken", "台账是空的", hint="请用备份恢复"))
    return count, prev if count else "", found


def _earlier(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) < datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return True  # no time at all


# --- tables against the ledger --------------------------------------------------------------------


def against_ledger(record: Record) -> list[Problem]:
    """Compare every table with what the ledger tells of it, both ways."""
    played = told(record)
    found = [
        _fault("record-damaged", f"台账第{seq}条的内容不成样子，不是本工具写的")
        for seq in played.unread
    ]
    found += _originals(record, played)
    found += _files(record, played)
    for table, rows in (
        ("number", {r["app_no"]: dict(r) for r in record.rows("SELECT * FROM number")}),
        ("mapping", {(r["sender"], r["heading"]): dict(r) for r in record.rows("SELECT * FROM mapping")}),
        ("decision", {r["id"]: _with_json(r, "content") for r in record.rows("SELECT * FROM decision")}),
        ("list", {f"{r['stage']}-{r['issue']}": _hashed(r, played.lists.get(f"{r['stage']}-{r['issue']}"), "basis")
                  for r in record.rows("SELECT * FROM list")}),
        ("draft", {r["stage"]: _hashed(r, played.drafts.get(r["stage"]), "content") for r in record.rows("SELECT * FROM draft")}),
    ):  # fmt: skip
        found += _compared(table, rows, getattr(played, f"{table}s"))
    return found + _documents(record, played) + _outputs(record, played)


def _with_json(row: sqlite3.Row, column: str) -> dict[str, Any]:
    return dict(row) | {column: _read(row[column])}


def _hashed(row: sqlite3.Row, told: Mapping[str, Any] | None, *columns: str) -> dict[str, Any]:
    """Give a row with the hash of long texts in their place, as the ledger has them."""
    return dict(row) | {c: _hash(row[c], (told or {}).get(c)) for c in columns}


def _hash(text: object, told: object) -> str:
    """Hash what a text of JSON says; where the text itself has the hash told, it need not be read."""
    as_it_lies = sha256(text.encode()) if isinstance(text, str) else ""
    return (
        as_it_lies if as_it_lies and as_it_lies == told else sha256(canonical(_read(text)).encode())
    )


def _compared(
    table: str, rows: Mapping[Any, Mapping[str, Any]], told: Mapping[Any, Mapping[str, Any]]
) -> list[Problem]:
    """Compare the rows of a table with the ledger's, by their keys."""
    found = []
    for key in sorted(rows.keys() | told.keys(), key=str):
        name = f"{TABLES[table]}“{'，'.join(key) if isinstance(key, tuple) else key}”"
        if key not in told:
            found.append(_fault("record-unlogged", f"{name}在台账中没有记载"))
        elif key not in rows:
            found.append(_fault("record-lost", f"台账记载的{name}在记录中不见了"))
        else:
            odd = [c for c, value in told[key].items() if not _alike(rows[key].get(c), value)]
            if odd:
                words = "、".join(_COLUMNS.get(c, c) for c in odd)
                code = _ALTERED.get(table, "record-altered")
                found.append(_fault(code, f"{name}的{words}与台账不符"))
    return found


def _alike(one: object, other: object) -> bool:
    if isinstance(one, dict) or isinstance(other, dict):
        return canonical(one) == canonical(other)
    return one == other or (isinstance(other, bool) and one == int(other))


def _originals(record: Record, told: replay.Told) -> list[Problem]:
    found, here = [], set()
    for r in record.db.execute("SELECT sha256, size, content FROM original"):  # one at a time
        here.add(r["sha256"])
        if sha256(r["content"]) != r["sha256"] or len(r["content"]) != r["size"]:
            found.append(
                _fault("original-altered", "记录中的原件与其指纹不符", r["sha256"], "请用备份恢复")
            )
    lost = sorted(told.originals - here)
    return found + [
        _fault("record-lost", "台账记载的原件在记录中不见了", value, "请用备份恢复")
        for value in lost
    ]


def _files(record: Record, told: replay.Told) -> list[Problem]:
    """Compare the files in force, and those that ended, with the ledger."""
    rows = [dict(r) for r in record.rows("SELECT * FROM file ORDER BY id")]
    in_force = {(r["role"], r["path"]): r for r in rows if r["ended_at"] is None}
    found = _compared("file", in_force, told.files)
    left = [{k: v for k, v in e.items() if k != "ended_why"} for e in told.ended]
    for r in rows:
        if r["ended_at"] is not None:
            key = {k: r[k] for k in ("role", "path", "sha256", "taken_at", "taken_by", "ended_at")}
            if key in left:
                left.remove(key)
            else:
                found.append(_fault("record-unlogged", f"停用的收件“{r['path']}”与台账不符"))
    return found + [
        _fault("record-lost", f"台账记载、已停用的收件“{e['path']}”在记录中不见了") for e in left
    ]


def _documents(record: Record, told: replay.Told) -> list[Problem]:
    """Compare the register of documents: words, numbers, days, addressees, state; missing numbers."""
    rows = {
        r["id"]: _hashed(r, told.documents.get(r["id"]), "letter", "office")
        for r in record.rows("SELECT * FROM document")
    }
    found = []
    for key, row in rows.items():
        if key not in told.documents and (row["file"], row["sha256"]) not in told.issued:
            message = f"文书“{row['file']}”或它的指纹在台账中没有记载"
            found.append(_fault("record-unlogged", message))
    known = rows if told.whole else {k: r for k, r in rows.items() if k in told.documents}
    found += _compared("document", known, told.documents)
    return found + (_numbers(rows.values(), told) if told.whole else [])


def _numbers(rows: Iterable[Mapping[str, Any]], told: replay.Told) -> list[Problem]:
    """Name the numbers of a year that no document bears and nobody gave to other letters."""
    years: dict[int, set[int]] = {}
    for row in rows:
        if row["number"] is not None:
            years.setdefault(row["year"], set()).add(row["number"])
    return [
        _fault("number-missing", f"{year}年发文序号{n}没有文书，也没有留给其他发文的记载")
        for year, used in sorted(years.items())
        for n in range(min(used), min(max(used), min(used) + 99999))
        if n not in used and (year, n) not in told.skipped
    ]


def _outputs(record: Record, told: replay.Told) -> list[Problem]:
    rows = {r["path"]: {"sha256": r["sha256"]} for r in record.rows("SELECT * FROM output")}
    if not told.whole:
        rows = {p: r for p, r in rows.items() if p in told.written}
    return _compared("output", rows, {p: {"sha256": v} for p, v in told.outputs.items()})


# --- the anchor -----------------------------------------------------------------------------------

SHORT = 16  # hexadecimal digits that papers print


def short(value: str) -> str:
    """Give a hash as papers print it: 3F9A-22C1-7B04-E65D."""
    digits = value[:SHORT].upper()
    return "-".join(digits[i : i + 4] for i in range(0, SHORT, 4))


def anchor(entry: Entry) -> str:
    """Give the line that ties a paper to the ledger."""
    day = chinese(date.fromisoformat(entry.at[:10]))
    return f"台账第{entry.seq}条　{short(entry.hash)}　{day}"


def on_chain(record: Record, typed: str) -> Entry | None:
    """Find the entry whose hash begins as the paper says; call it with 16 digits or more."""
    wanted = "".join(c for c in typed.lower() if c in "0123456789abcdef")
    return next((e for e in entries(record) if e.hash.startswith(wanted)), None)


def _promises(record: Record) -> list[Problem]:
    """Compare the content of every list with its hash."""
    return [
        _fault("list-altered", f"名单“{r['stage']}-{r['issue']}”的内容与确认时的指纹不符")
        for r in record.rows("SELECT stage, issue, content, list_hash FROM list")
        if sha256(canonical(_read(r["content"])).encode()) != r["list_hash"]
    ]


def quick(record: Record) -> list[Problem]:
    """Say what is wrong with a record that a command stumbled over, without reading any file."""
    found: list[Problem] = []
    for look in (shapes, _promises, lambda r: check_ledger(r)[2], against_ledger, structure):
        try:
            found += look(record)
        except (sqlite3.Error, AttributeError, KeyError, TypeError, ValueError):
            found.append(_fault("record-damaged", "记录读到一半出错，内容不成样子"))
    return found
