"""Checking a record: integrity, the hash chain, the originals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from wzqa.problems import Place, Problem
from wzqa.record.store import canonical, entry_hash, sha256

if TYPE_CHECKING:
    from wzqa.record.store import Record

_RECORD = Place("record.db")


def integrity(record: Record) -> list[Problem]:
    """Run SQLite's own checks."""
    found = []
    for row in record.rows("PRAGMA integrity_check"):
        if row[0] != "ok":
            found.append(
                Problem(code="record-damaged", message=f"数据库自检不通过：{row[0]}", place=_RECORD,
                        hint="请用备份恢复")
            )  # fmt: skip
    for row in record.rows("PRAGMA foreign_key_check"):
        found.append(
            Problem(code="record-damaged", message=f"表 {row[0]} 引用了不存在的记录", place=_RECORD,
                    hint="请用备份恢复")
        )  # fmt: skip
    return found


def check_ledger(record: Record) -> tuple[int, str, list[Problem]]:
    """Recompute the chain; gives the number of entries, the last hash, the first break."""
    prev, count = "0" * 64, 0
    for r in record.rows("SELECT * FROM ledger ORDER BY seq"):
        count += 1
        wanted = entry_hash(
            r["seq"], r["at"], r["by"], r["action"], r["subject"], r["detail"], prev
        )
        if r["seq"] != count or r["prev"] != prev or r["hash"] != wanted:
            what = "缺少一条" if r["seq"] != count else "内容被改动"
            fault = Problem(
                code="ledger-broken", message=f"台账第{count}条{what}，其后不再可信", place=_RECORD,
                value=f"{r['at']} {r['by']} {r['action']} {r['subject']}", hint="请用备份比对",
            )  # fmt: skip
            return count, r["hash"], [fault]
        prev = r["hash"]
    return count, prev if count else "", []


def check_files(record: Record) -> list[Problem]:
    """Check originals against their hashes, and files and decisions against the ledger."""
    found = []
    for r in record.rows("SELECT sha256, size, content FROM original"):
        if sha256(r["content"]) != r["sha256"] or len(r["content"]) != r["size"]:
            found.append(
                Problem(code="original-altered", message="记录中的原件与其指纹不符", place=_RECORD,
                        value=r["sha256"], hint="请用备份恢复")
            )  # fmt: skip
    entries = record.ledger()
    taken = {(e.subject, e.detail.get("sha256")) for e in entries if e.action == "take-in"}
    for r in record.rows("SELECT * FROM file"):
        if (r["path"], r["sha256"]) not in taken:
            found.append(
                Problem(code="record-unlogged", message="收件在台账中没有记载", place=Place(r["path"]),
                        hint="请查明原因")
            )  # fmt: skip
    decided = {e.detail.get("id"): e for e in entries if e.action.startswith("decide-")}
    for r in record.rows("SELECT * FROM decision"):
        entry = decided.get(r["id"])
        same = entry is not None and (
            entry.action == f"decide-{r['kind']}"
            and entry.subject == r["subject"]
            and entry.detail["why"] == r["why"]
            and canonical(entry.detail["content"]) == canonical(json.loads(r["content"]))
        )
        if not same:
            found.append(
                Problem(code="decision-altered", message=f"第{r['id']}号决定与台账不符", place=_RECORD,
                        value=r["subject"], hint="请查明原因")
            )  # fmt: skip
    return found
