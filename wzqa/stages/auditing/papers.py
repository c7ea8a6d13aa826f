"""Every file under out/ against the ledger: as issued, waiting, missing, altered, or of nobody's.

The ledger is the reference whatever the register of documents says; where an earlier version's ledger
says too little of a document, the register stands in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa import __version__
from wzqa.documents.filenames import folded
from wzqa.documents.kinds import BY_NAME, of_stage
from wzqa.documents.letters.facts import Issue, Letter, OfficeFacts
from wzqa.problems import Place, Problem, Severity, WzqaError
from wzqa.record import checking, documents, forms, lists, outputs, replay
from wzqa.record.store import sha256
from wzqa.stages.auditing import rewritten
from wzqa.stages.auditing.faults import fault, of_another_version
from wzqa.stages.ground import chain
from wzqa.stages.letters import letters_of

if TYPE_CHECKING:
    from pathlib import Path

    from wzqa.documents.kinds import Kind
    from wzqa.documents.readback import Readback
    from wzqa.models import FrozenList
    from wzqa.plan import Plan
    from wzqa.record.documents import Document
    from wzqa.record.store import Record
    from wzqa.stages.ground.view import View

_LOCK = 1000  # bytes; Office writes 165 into a lock file
_AGAIN = "重新运行 wzqa notices 可再生成"


@dataclass(slots=True)
class Papers:
    """The files of a cycle, as the ledger tells them."""

    record: Record
    folder: Path
    told: replay.Told
    issued: list[Document]
    waiting: dict[str, str | None] = field(default_factory=dict)
    earlier: dict[str, set[str]] = field(default_factory=dict)  # hashes a file was issued with

    @classmethod
    def of(cls, record: Record, folder: Path) -> Papers:
        """Play the ledger and read the register."""
        told = checking.told(record)
        earlier: dict[str, set[str]] = {}
        for path, value in told.issued:
            earlier.setdefault(path, set()).add(value)
        issued = documents.everything(record)
        return cls(record, folder, told, issued, outputs.waiting(record.db), earlier)

    def promised(self, document: Document) -> str:
        """Give the hash that a document's file was issued with."""
        known = self.told.documents.get(document.id, {})
        return str(known.get("sha256", document.sha256))

    def seen(self, path: str, wanted: str, earlier: set[str]) -> tuple[str, bytes]:
        """Say how a file is: `good`, `waiting`, `missing` or `altered`; with its bytes.

        What waits is told from what was altered: it lies ready with the hash of the record, and in
        its place stands nothing or an earlier version of the ledger's.
        """
        place = self.folder / path
        data = place.read_bytes() if place.is_file() else b""
        if place.is_file() and sha256(data) == wanted:
            return "good", data
        source = self.waiting.get(path)
        ready = self.folder / source if source else None
        if ready and ready.is_file() and sha256(ready.read_bytes()) == wanted:
            if not place.is_file() or sha256(data) in earlier:
                return "waiting", data
            return "altered", data
        return ("altered" if place.is_file() else "missing"), data


def check(record: Record, folder: Path, view: View | None) -> tuple[int, list[Problem]]:
    """Check every document; gives how many there are. `view` (of now): also against their lists."""
    papers = Papers.of(record, folder)
    found: list[Problem] = []
    reworded: list[Problem] = []
    again = rewritten.Rewriter.of(view, folder, papers.told) if view is not None else None
    standing = {d.file for d in papers.issued if d.void_why is None}
    for document in papers.issued:
        if document.void_why:
            found += _void(papers, document, standing)
            continue
        file = document.file
        state, data = papers.seen(file, papers.promised(document), papers.earlier.get(file, set()))
        parts = _unpacked(document, data)
        found += _standing(papers, document, state, parts)
        if again is not None and state == "good" and parts is not None:
            reworded += again.compared(document, parts)
    known = {d.id for d in papers.issued}
    for number, row in papers.told.documents.items():
        if number not in known and (folder / str(row.get("file"))).is_file():
            found.append(fault("document-foreign", "文书登记中没有这份文书", str(row["file"])))
    if view is not None:
        found += _written_again(papers, view)
    return len(papers.issued), found + reworded


def _void(papers: Papers, document: Document, standing: set[str]) -> list[Problem]:
    path = papers.folder / document.file
    if document.file in standing or not path.is_file():
        return []
    if papers.waiting.get(document.file, "") is None:
        return [_waits(document.file)]
    if sha256(path.read_bytes()) != papers.promised(document):
        return []
    message = f"文书已作废（{document.void_why}），仍在目录中"
    return [fault("document-void", message, document.file, "请收回；重新 wzqa notices 会移走它")]


def _standing(
    papers: Papers, document: Document, state: str, parts: rewritten.Parts | None
) -> list[Problem]:
    file = document.file
    if state == "missing":
        return [fault("document-missing", "登记的文书不在目录中", file, _AGAIN)]
    found = [_waits(file)] if state == "waiting" else []
    back = _read(document, parts)
    if back is not None:
        found += _unfilled(document, back)
    if state == "altered":
        found.append(_altered(document, back))
    elif state == "good":
        found += _says(document, back)
    return found + _rests(papers.record, document)


def _unpacked(document: Document, data: bytes) -> rewritten.Parts | None:
    """Unpack a document once for all that is asked of it; None when it cannot be read."""
    from wzqa.documents import package

    try:
        return package.unpack(data, document.file)
    except WzqaError:
        return None


def _read(document: Document, parts: rewritten.Parts | None) -> Readback | None:
    from wzqa.documents import readback

    try:
        return readback.of(parts, document.file) if parts is not None else None
    except WzqaError:
        return None


def _waits(file: str) -> Problem:
    return Problem(
        code="file-waiting", severity=Severity.WARNING, place=Place(file),
        message="已记入记录，还没能放到位（正被其他程序打开）",
        hint="请关闭正在使用它的程序；下一条写入的命令会自动放到位",
    )  # fmt: skip


def _altered(document: Document, back: Readback | None) -> Problem:
    """Say what is different in a document that is not as issued."""
    if back is None:
        return fault("document-altered", "文书已损坏，读不出来", document.file)
    if back.list_hash != document.list_hash:
        return fault("document-altered", "文书所载名单指纹被改动", document.file)
    missing = [w for w in _words(document) if w not in back.text.replace("\n", "")]
    if missing:
        return fault("document-altered", f"文书被改动：找不到“{missing[0][:40]}”", document.file)
    return fault("document-altered", "文书与印发时不同（版式或文字被改动）", document.file)


def _unfilled(document: Document, back: Readback) -> list[Problem]:
    """Name the placeholders that a letter went out with."""
    from wzqa.documents.lint.left_over import left_over

    names = dict.fromkeys(name for name, certain in left_over(back.text) if certain)
    message = f"文书中有没有填写的占位符“{'”“'.join(names)}”"
    hint = (
        "请改正 templates/ 里的模板，用 wzqa templates check 核对，再 wzqa notices … --reissue 换发"
    )
    return [fault("document-placeholder", message, document.file, hint)] if names else []


def _words(document: Document) -> list[str]:
    """List the words that a letter was filled with."""
    found: list[str] = []
    for value in document.letter.get("fields", {}).values():
        if isinstance(value, str):
            found += [line for line in value.splitlines() if line.strip()]
        elif isinstance(value, list):
            found += [str(v) for row in value for v in row.values() if str(v).strip()]
    return [w for w in found if not w.isdigit()]


def _says(document: Document, back: Readback | None) -> list[Problem]:
    """Compare what a file says of itself with the register: number, kind, list, addressee."""
    if back is None:
        return [fault("document-altered", "文书已损坏，读不出来", document.file)]
    said = {
        "文种": (back.kind, document.kind), "文号": (back.number or "", document.docno or ""),
        "所依据的名单": (back.list_ref, document.list_ref),
        "名单指纹": (back.list_hash, document.list_hash),
        "标题": (back.title, document.title),
    }  # fmt: skip
    odd = [name for name, (one, other) in said.items() if one != other]
    text = back.text.replace("\n", "")
    if document.docno and document.docno not in text:
        odd.append("印出的文号")
    if document.addressee and BY_NAME[document.kind].outward and document.addressee not in text:
        odd.append("主送")
    if not odd:
        return []
    return [fault("document-altered", f"文书的{'、'.join(odd)}与登记不符", document.file)]


def _rests(record: Record, document: Document) -> list[Problem]:
    """Check that a document was issued on the list it names, and holds on one in force.

    A suspended one waits for the next list.
    """
    if document.list_ref == "record":
        return []
    held = _issue(record, document.list_ref)
    if held is None or held.list_hash != document.list_hash:
        return [fault("document-foreign", "文书所依据的名单不在记录中", document.file)]
    now = _issue(record, document.stands_on)
    if document.suspended_why is None and (now is None or now.lifted):
        message = f"文书所依据的名单 {document.stands_on} 已重新打开"
        return [fault("document-void", message, document.file)]
    return []


def _issue(record: Record, ref: str) -> FrozenList | None:
    stage, _, number = ref.rpartition("-")
    return lists.issue(record, stage, int(number)) if number.isdigit() else None


# --- against the lists ----------------------------------------------------------------------------


def _written_again(papers: Papers, view: View) -> list[Problem]:
    """Write every document that rests on a list in force again, and compare who and what it names."""
    found: list[Problem] = []
    held: dict[str, list[Document]] = {}
    for d in papers.issued:
        if d.void_why is None and d.suspended_why is None and BY_NAME[d.kind].own:
            held.setdefault(f"{d.stage}/{d.kind}", []).append(d)
    for mine in held.values():
        kind = next(k for k in _kinds(mine[0], view.plan))
        if kind.needs not in view.lists or chain.stale_reason(view, kind.needs):
            continue
        orders = {o.subject: o for o in letters_of.orders(view, kind, draft=False)}
        left = max((d.at for d in view.decisions if d.kind == "withdraw"), default="")
        for d in mine:
            if d.stands_on != view.lists[kind.needs].ref or d.issued_at < left:
                continue  # who has withdrawn since stands in it rightly
            if d.subject not in orders:
                message = "按现在的名单不应有这份文书（收件人不在名单的这一类里）"
                found.append(fault("document-differs", message, d.file))
                continue
            facts = OfficeFacts.of(rewritten.settings_at(view, d), draft=False)
            again = orders[d.subject].write(facts, Issue(number=d.docno or "", day=d.day))
            found += _compared(d, again, papers.told.tools.get(d.id, ""))
    return found


def _kinds(document: Document, plan: Plan) -> list[Kind]:
    return [k for k in of_stage(plan, document.stage) if k.name == document.kind]


def _compared(document: Document, again: Letter, made: str) -> list[Problem]:
    """Compare whom a letter is for, its title and every table in it with the list's.

    `made`: the version that wrote it; another one may have worded it otherwise.
    """
    kept = document.letter
    pairs: list[tuple[str, object, object]] = [
             ("主送", kept.get("to"), again.to), ("标题", kept.get("title"), again.title),
             ("所写的组织", sorted(kept.get("own_names", ())), sorted(again.own_names))]  # fmt: skip
    fields = kept.get("fields", {})
    pairs += [
        (name, fields.get(name), [dict(row) for row in value])
        for name, value in again.fields.items()
        if isinstance(value, list)
    ]
    odd = [name for name, one, other in pairs if one != other]
    if not odd:
        return []
    message = f"文书的“{'、'.join(odd)}”与名单重新写出的不同"
    if made != __version__ and not {"主送", "所写的组织"} & {
        *odd
    }:  # no version changes whom it names
        mend = "文书与台账一致，没有被改动；措辞不同的，请对照名单看一遍"
        return [of_another_version(document.file, made, f"{message}；", mend)]
    return [fault("document-differs", message, document.file)]


# --- other files ----------------------------------------------------------------------------------


def others(record: Record, folder: Path) -> list[Problem]:
    """Compare every other output with its hash in the ledger; name what nobody generated."""
    papers = Papers.of(record, folder)
    letters = {d.file for d in papers.issued}
    made = {r["path"]: r["sha256"] for r in record.rows("SELECT * FROM output")}
    promised = (made | papers.told.outputs) if papers.told.whole else (papers.told.outputs | made)
    found = []
    for path, wanted in sorted(promised.items()):
        if path in letters:
            continue
        state, _ = papers.seen(path, wanted, papers.told.written.get(path, set()))
        form = forms.inbox_of(path) is not None  # taken away to be filled in, or filled in there
        if form and state in {"missing", "altered"}:
            if record.filled(path):
                found.append(forms.filled_in(path))
        elif state == "missing":
            message = "生成过的文件不在目录中"
            found.append(fault("file-missing", message, path, "重新运行相应命令可再生成"))
        elif state == "waiting":
            found.append(_waits(path))
        elif state == "altered":
            message = "文件与生成时不同，被改动过"
            found.append(fault("file-altered", message, path, "重新运行相应命令可恢复"))
    return found + _foreign(papers, letters | promised.keys())


def _of_the_system(path: Path) -> bool:
    """Say whether a file is a lock of Office or the folder's own: nothing that anybody reads."""
    names = {".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".directory"}
    return path.name in names or (
        path.name.startswith(("~$", ".~")) and path.stat().st_size < _LOCK
    )


def _foreign(papers: Papers, known: set[str]) -> list[Problem]:
    """Name files under out/ that nobody generated; a share may tell their names in other letters."""
    found, alike = [], {folded(name): name for name in known}
    for path in sorted((papers.folder / "out").rglob("*")):
        name = path.relative_to(papers.folder).as_posix()
        link = path.is_symlink()  # of a folder: what lies behind it is shown under out/, too
        if not (path.is_file() or link) or "/草稿/" in name or (not link and _of_the_system(path)):
            continue
        if link:
            message = "是链接，不是文件：它指着的内容随时可以换"
            found.append(fault("file-foreign", message, name, "请换成文件本身，并查明来源"))
            continue
        twin = papers.folder / alike.get(folded(name), "")
        if name in known or (twin.is_file() and twin.samefile(path)):
            continue
        if name in papers.waiting:
            found.append(_waits(name))
        else:
            hint = "请移出 out/ 目录并查明来源"
            found.append(fault("file-foreign", "不是本工具登记的文件", name, hint))
    return found
