"""A small cycle walked at random: any order of events, and what must hold after each of them."""

import io
import json
import random
import re
import shlex
import shutil
import sqlite3
from datetime import timedelta

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.helpers.command_line import ask
from wzqa.fields import BY_KEY
from wzqa.plan import shipped_plan
from wzqa.record import documents
from wzqa.record.store import open_record
from wzqa.stages.auditing import papers

STEPS = 30
STAGES = shipped_plan().order
SHARED = {"dept-inquiry", "second-check"}  # one letter to several departments is one number


class Walk:
    """One cycle, walked at random; every step is a command as a person types it."""

    def __init__(self, folder, clock, seed):
        self.folder, self.clock = folder, clock + timedelta(days=5)
        self.pick = random.Random(seed)
        self.told = []
        self.away = []  # score sheets taken out of the inbox
        self.mislaid = []  # files taken away or put into the wrong folder: path, bytes to put back
        self.written = 0
        self.read = {}  # 作废文书清单 as bytes → its lines
        self.firms = [r["app_no"] for r in self.rows("SELECT app_no FROM number")]

    def rows(self, sql, *args):
        with sqlite3.connect(self.folder / "record.db") as db:
            db.row_factory = sqlite3.Row
            return db.execute(sql, args).fetchall()

    def run(self, *words, may=(0, 1, 3)):
        self.clock += timedelta(minutes=self.pick.choice((1, 60, 1500)))
        before = self.rows("SELECT coalesce(max(id), 0) AS id FROM document")[0]["id"]
        code, got = ask("-C", self.folder, "--yes", *words, clock=self.clock)
        self.told.append(f"{code} wzqa {' '.join(map(str, words))}")
        said = [p["message"] for p in got["problems"] if p["severity"] == "error"]
        assert code in may, said[:3]
        self.after(words, code, before)
        if words[0] != "confirm":  # a list that is renewed holds who left it until it is reopened
            self._workbooks(got["files"])
        return code, got

    # --- what must hold -------------------------------------------------------------------------

    def after(self, words, code, before):
        with open_record(self.folder, self.clock, "测试员", write=False) as record:
            everything = documents.everything(record)
            withdrawn = self._withdrawn()
            for d in everything:
                if d.id > before:
                    text = json.dumps(d.letter, ensure_ascii=False)
                    assert not [name for name in withdrawn if name in text], (d.kind, d.name)
            self._numbers(everything)
            self._void(everything)
            if words[0] == "notices" and code == 0:
                found = papers.check(record, self.folder, None)[1]
                found += papers.others(record, self.folder)
                assert [(p.code, str(p.place)) for p in found] == []
        self._caps()

    def _workbooks(self, files):
        """What goes round in a stage holds nobody that has withdrawn."""
        withdrawn = self._withdrawn()
        for name in files if withdrawn else ():
            if GOES_ROUND.search(name) and (self.folder / name).exists():
                data = (self.folder / name).read_bytes()
                book = CalamineWorkbook.from_filelike(io.BytesIO(data))
                text = str([book.get_sheet_by_name(one).to_python() for one in book.sheet_names])
                assert not [who for who in withdrawn if who in text], (name, withdrawn)

    def _withdrawn(self):
        rows = self.rows(
            "SELECT content FROM decision WHERE kind = 'withdraw' AND ended_by IS NULL"
        )
        told = [json.loads(row["content"]) for row in rows]
        return [one["name"] for one in told if not one.get("undone")]

    def _numbers(self, everything):
        seen = {}
        for d in everything:
            if d.number is None:
                continue
            for other in seen.setdefault((d.year, d.number), []):
                shared = d.kind == other.kind and d.kind in SHARED
                heir = (
                    d.kept and other.void_why and (d.kind, d.subject) == (other.kind, other.subject)
                )
                assert shared or heir, (d.name, other.name)
            seen[d.year, d.number].append(d)
        alive = [(d.stage, d.kind, d.subject) for d in everything if d.void_why is None]
        assert len(alive) == len(set(alive))

    def _void(self, everything):
        heirs = {d.replaces for d in everything}
        lines = self._recall_lines()
        for d in everything:
            if d.void_why is not None:
                assert d.void_why.strip(), d.name
                assert d.id in heirs or d.id in lines, d.name

    def _recall_lines(self):
        found = set()
        for path in (self.folder / "out").glob("*/作废文书清单.xlsx"):
            data = path.read_bytes()
            if data not in self.read:
                rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
                first = (str(row[0]).removesuffix(".0") for row in rows.to_python() if row)
                self.read[data] = {int(one) for one in first if one.isdigit()}
            found |= self.read[data]
        return found

    def _caps(self):
        for row in self.rows("SELECT stage, content FROM list WHERE lifted_at IS NULL"):
            content = json.loads(row["content"])
            if "admitted" in content:
                assert len(content["admitted"]) <= content["cap"]
            for rows in content.get("selected", {}).values():
                assert len(rows) <= 1

    # --- events ---------------------------------------------------------------------------------

    def step(self):
        event = self.pick.choices(list(EVENTS), weights=EVENTS.values())[0]
        getattr(self, event)()

    def approve(self):
        day = str(self.clock.date())
        words = ("--docno", f"温政函演示〔2026〕{self.pick.randint(1, 9)}号", "--why", "市政府批复")
        self.run("decide", "approve", "--date", day, *words)

    def withdraw(self):
        self.run("decide", "withdraw", self.pick.choice(self.firms), "--why", "企业申请撤回")

    def undo(self):
        who = self.pick.choice(self.firms)
        self.run("decide", "withdraw", who, "--undo", "--why", "企业来函继续参加")

    def decide(self):
        verdict = self.pick.choice(("pass", "fail"))
        rule = self.pick.choice(("E09", "E10", "E13"))
        second = ["--second"] * self.pick.choice((0, 0, 1))
        who = self.pick.choice(self.firms)
        self.run("decide", "finding", who, rule, verdict, "--why", "会议纪要", *second)

    def reply(self):
        row = self.pick.choice(self.rows("SELECT app_no, key FROM number"))
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "资格核查表"
        sheet.append(
            ["申报编号", "统一社会信用代码", "规则编号", "核查结论", "依据", "核查人", "日期"]
        )
        answer = self.pick.choice(("通过", "通过", "不通过"))
        day = str(self.clock.date())
        sheet.append([row["app_no"], row["key"].split("｜")[0], self.pick.choice(("E09", "E11", "E13")), answer,
                      "查询记录", "演示核查人", day])  # fmt: skip
        self.written += 1
        book.save(self.folder / f"inbox/verification/补充核查{self.written}.xlsx")
        self.run("screen", *["--second"] * self.pick.choice((0, 0, 1)))

    def resend(self):
        path = self.pick.choice(sorted((self.folder / "inbox/applications").glob("*.xlsx")))
        key, text = self.pick.choice(
            (("phone", f"0577-{self.pick.randint(10**7, 10**8 - 1)}"), ("accidents", "无"),
             ("accidents", "2025年5月6日发生较大生产安全事故1起，死亡3人"))
        )  # fmt: skip
        names = {BY_KEY[key].heading, *BY_KEY[key].aliases}
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value in names and sheet.cell(cell.row + 1, cell.column).value:
                        sheet.cell(cell.row + 1, cell.column).value = text
        book.save(path)
        self.run("ingest")

    def lose_scores(self):
        stage = self.pick.choice(("review", "visit"))
        found = sorted((self.folder / f"inbox/scores/{stage}").glob("*.xlsx"))
        if found:
            path = self.pick.choice(found)
            self.away.append((path, path.read_bytes()))
            path.unlink()
            self.run("score", stage)

    def find_scores(self):
        if self.away:
            path, data = self.away.pop()
            path.write_bytes(data)
            self.run("score", path.parent.name)

    def cards(self):
        stage = self.pick.choice(("review", "visit"))
        who, answer = self.pick.choice(self.firms), self.pick.choice(("rank", "exclude"))
        self.run("decide", "cards", stage, who, answer, "--why", "会议纪要")

    def reopen(self):
        why = "更正" + self.pick.choice("甲乙丙")
        self.run("confirm", self.pick.choice(STAGES), "--reopen", "--why", why)

    def confirm(self):
        self.run("confirm", self.pick.choice(STAGES), *BASIS)

    def notices(self):
        self.run("notices", self.pick.choice(("apply", *STAGES)))

    def reissue(self):
        rows = self.rows("SELECT stage, file FROM document WHERE void_why IS NULL")
        row = self.pick.choice(rows)
        keep = ["--keep-number"] * self.pick.choice((0, 1))
        file = row["file"].rpartition("/")[2]
        self.run(
            "notices", row["stage"], "--reissue", file, "--why", "电话有误", *keep, may=(0, 1, 2, 3)
        )

    def recall(self):
        for path in (self.folder / "out").glob("*/作废文书清单.xlsx"):
            book = openpyxl.load_workbook(path)
            sheet = book.worksheets[0]
            head = {c.value: c.column for row in sheet.iter_rows(max_row=4) for c in row}
            row = self.pick.randint(sheet.max_row - 1, sheet.max_row)
            sheet.cell(row, head["收回日期"]).value = str(self.clock.date())
            book.save(self.folder / "inbox/registers/作废文书清单.xlsx")
            self.run("ingest")
            return

    def mislay(self):
        """Take a file out of an inbox, or put one where it does not belong; the next time mend it."""
        if self.mislaid:
            path, data = self.mislaid.pop()
            path.unlink() if data is None else path.write_bytes(data)
            return
        found = sorted((self.folder / "inbox").rglob("*.xlsx"))
        path = self.pick.choice([p for p in found if "applications" not in p.parts])
        wrong = path
        if self.pick.choice((True, False)):
            self.mislaid.append((path, path.read_bytes()))
            path.unlink()
        else:
            wrong = self.pick.choice([p.parent for p in found]) / f"来件{path.name}"
            wrong.write_bytes(path.read_bytes())
            self.mislaid.append((wrong, None))
        _, status = self.run("status", may=(0,))
        said = json.dumps(status["data"]["inboxes"], ensure_ascii=False)
        assert self.mislaid[-1][0].name in said or (
            wrong != path and wrong.parent == path.parent
        ), (
            path,
            said,
        )

    def follow(self):
        """Do what `status` says; gives the command, its exit code, its data and the blockers."""
        _, status = self.run("status", may=(0,))
        following, blockers = status["data"]["next"], status["data"]["blockers"]
        words = shlex.split(following)[1:]
        if words[0] == "archive":
            return following, 0, {}, blockers
        code, got = self.run(*words)
        # what reads an inbox may find faults in it, or something for a person to decide
        assert code == 0 or words[0] in READING, (
            following, code, [p["message"] for p in got["problems"]][:2],
        )  # fmt: skip
        return following, code, got.get("data") or {}, blockers

    def goes_on(self):
        """Follow `status` to the end, deciding what a person must decide."""
        if self.mislaid:
            self.mislay()
        last, same = None, 0
        for _ in range(80):
            following, code, data, blockers = self.follow()
            if "archive" in following:
                return
            if words_of(following) in OTHERS or "--draft" in following:
                assert blockers, following
                return
            same = same + 1 if following == last else 0
            last = following
            if code == 0:
                assert same < 2, ("nothing changes", following, blockers)
            elif same:
                assert blockers, following
                if not self.settle(following, data):
                    return  # a person's turn, and the blockers say what for
        raise AssertionError(("no end", following, self.told[-6:]))

    def settle(self, following, data):
        """Decide what a command stopped at; False when it is not of the kinds settled here."""
        words = shlex.split(following)[1:]
        second = [w for w in words if w == "--second"]
        done = False
        if words[0] == "screen":
            for a in data["applicants"]:
                for f in a["findings"]:
                    if f["verdict"] in {"pending", "missing"} or f["rule"] in a.get("unsigned", []):
                        self.run("decide", "finding", a["app_no"], f["rule"], "pass", "--why", "会议纪要",
                                 *second)  # fmt: skip
                        done = True
        elif words[0] == "rank" and words[1] != "vote":
            for h in data["held"]:
                code, _ = self.run(
                    "decide", "cards", words[1], h["uscc"], "rank", "--why", "会议纪要"
                )
                if code:
                    self.run("decide", "cards", words[1], h["uscc"], "exclude", "--why", "会议纪要")
                done = True
            if data["tie"] and not data["held"]:
                chosen = data["tie"]["applicants"][: data["tie"]["places"]]
                admit = [w for c in chosen for w in ("--admit", c)]
                self.run("decide", "tie", words[1], *admit, "--why", "会议纪要")
                done = True
        return done


def words_of(command):
    return command.split()[1]


GOES_ROUND = re.compile(
    r"(?:评审分组与回避表.*|评分表|计票表.*|评审结果|催交清单|表决结果|审查结果|补正清单|核查表|反馈表.*)\.xlsx$"
)
READING = {"ingest", "score", "screen", "rank", "publicity"}
OTHERS = {"panels", "sheets"}  # what comes next is to be sent back by others
EVENTS = {
    "approve": 1, "withdraw": 3, "undo": 2, "decide": 2, "reply": 2, "resend": 2, "lose_scores": 1, "find_scores": 2,
    "cards": 1, "reopen": 3, "confirm": 6, "notices": 6, "reissue": 3, "recall": 1, "mislay": 2, "follow": 6,
}  # fmt: skip
BASIS = ("--basis", "评审委员会会议纪要")


def walk(cycles, tmp_path, number):
    """Walk one sequence from a stage of the cycle, then follow `status` to the end, and verify."""
    stage = list(cycles)[1 + number % (len(cycles) - 1)]
    folder = tmp_path / str(number)
    shutil.copytree(cycles[stage][0], folder)
    one = Walk(folder, cycles[stage][1], number)
    try:
        for _ in range(STEPS):
            one.step()
        one.goes_on()
        code, got = ask("-C", folder, "verify", clock=one.clock)
        assert code == 0, [(p["code"], p["message"][:200]) for p in got["problems"]][:3]
    except Exception as error:
        error.add_note(f"sequence {number} from {stage}:\n" + "\n".join(one.told))
        raise
    shutil.rmtree(folder)


def shard(index, *, of=4, sequences=200, chunk=10):
    """Make the test of one of several modules, so that the sequences spread over the workers."""
    chunks = range(index, sequences // chunk, of)

    @pytest.mark.slow
    @pytest.mark.parametrize("first", [c * chunk for c in chunks])
    def test_any_sequence_of_events_can_go_on(cycle_by_stage, tmp_path, first):
        for number in range(first, first + chunk):
            walk(cycle_by_stage, tmp_path, number)

    return test_any_sequence_of_events_can_go_on
