"""What people would send back during the demo: tables, answers, panels, marks, ballots, objections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa import demo_data
from wzqa.models import Outcome
from wzqa.panels import checking as panels
from wzqa.stages import screening
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.view import View, current
from wzqa.stages.panelling import plan_file
from wzqa.workbooks import demo
from wzqa.workbooks.blanks.blank_count import BallotSheet, write_count_blank

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.criteria import Criteria
    from wzqa.demo_data import Organisation, World
    from wzqa.plan import Plan
    from wzqa.regions import Area
    from wzqa.stages.demo.driver import Driver
    from wzqa.stages.ground.cycle import Cycle

_LEFT_OPEN = 8  # points of the 资格核查表 that are decided one by one
_FORMS = 3  # how many applicants also hand a 申报表 in
VISITS = tuple(date(demo_data.YEAR, 9, d) for d in (10, 11, 14, 15, 16, 17, 18))
_ABSENT = 2  # members of the committee who are on leave at its meeting
_SHEETS_AT_MOST = 40  # score sheets filled in cell by cell; further examiners send a matrix


@dataclass
class Filler:
    """Writes into the inbox what the offices, examiners and scrutineers would."""

    folder: Path
    world: World
    driver: Driver
    given: dict[str, dict[tuple[str, str], Mapping[str, int]]] = field(default_factory=dict)

    @property
    def area(self) -> Area:
        """The area of the award."""
        return self.world.edition.area

    @property
    def plan(self) -> Plan:
        """The stages of the award."""
        return self.world.edition.plan

    def _put(self, path: str, data: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def _by_code(self) -> dict[str, Organisation]:
        return {o.uscc: o for o in self.world.organisations}

    # --- applications, registers, checks ----------------------------------------------------------

    def applications(self, *, mended: bool) -> bool:
        """Write the offices' tables; once mended only those that change. Says whether any was."""
        day = self.driver.clock.date()
        offices: dict[str, list[Organisation]] = {}
        for o in self.world.organisations:
            offices.setdefault(o.region, []).append(o)
        written = False
        for number, (region, members) in enumerate(
            sorted(offices.items(), key=lambda item: self.area.name_key(item[0]))
        ):
            if mended and not any(o.mended for o in members):
                continue
            rows = demo.office_rows(members, mended=mended)
            unit = self.area.regions[self.area.name_key(region)[0]]
            name = f"{unit.short}推荐汇总表.xlsx"
            data = demo.table(unit, rows, number % 4, demo_data.YEAR, day, self.world.edition)
            self._put(f"inbox/applications/{name}", data)
            written = True
        if not mended:
            for o in self.world.organisations[:_FORMS]:
                cells = {**o.cells, "address": o.cells["address"]}
                self._put(
                    f"inbox/applications/申报表/{o.number:03d}申报表.xlsx",
                    demo.form(cells, day, self.world.edition),
                )
        return written

    def registers(self) -> None:
        """Write rosters, past winners, revocations, committee."""
        for name, data in demo.registers(self.world, self.driver.clock.date()).items():
            self._put(f"inbox/registers/{name}", data)

    def proposed(self) -> set[tuple[str, str]]:
        """List the refusals that the rules propose and nobody has signed: (code, rule)."""
        return {(code, rule) for code, rule, unsigned in self._open(second=False) if unsigned}

    def checks(self, day: date) -> tuple[list[str], list[str]]:
        """Fill the 资格核查表 in and return it; some points are left to `decide finding`.

        What is proposed for refusal is signed, but for the one whose register of receipts says
        otherwise: that is overruled. Gives the names of both.
        """
        source = self.folder / "out/screen/资格核查表.xlsx"
        signed: list[str] = []
        overruled: list[str] = []
        if not source.is_file():
            return signed, overruled
        organisations = self._by_code()
        proposed = self.proposed()
        seen: list[str] = []
        left: list[str] = []

        def answer(code: str, rule: str) -> tuple[str, str]:
            seen.append(code)
            if organisations[code].kind == "late-by-entry":
                overruled.append(organisations[code].name)
                return "通过", "县评审办收件登记簿载明2026年6月30日收到，表中所填是录入日期（演示）"
            if len(seen) % 5 == 0 and len(left) < _LEFT_OPEN:
                left.append(code)
                return "", ""
            if (code, rule) in proposed:
                signed.append(f"{organisations[code].name} {rule}")
                return "不通过", "核对申报材料原件，所据事实属实（演示）"
            return "通过", "查阅申报材料及部门记录，符合条件（演示）"

        data = demo.answer_checks(
            source.read_bytes(), answer, office=self.area.office, by="演示核查人", on=day
        )
        self._put("inbox/verification/资格核查表.xlsx", data)
        return signed, overruled

    def replies(self, stage: str, day: date, *, silent: str) -> str:
        """Return the departments' 反馈表, but for one that keeps silent.

        In the first check one reports what an applicant had not; that name is given back ("" = no).
        """
        organisations = self._by_code()
        ordinary = [code for code, o in organisations.items() if not o.kind]
        reported = ordinary[-1] if stage == "screen" and ordinary else ""
        told = ""
        for source in sorted((self.folder / f"out/{stage}").glob("部门核查反馈表_*.xlsx")):
            department = source.stem.removeprefix("部门核查反馈表_")
            if department == silent:
                continue

            def answer(code: str, rule: str) -> tuple[str, str]:
                if rule == "E11" and code == reported:
                    return "不通过", "2025年4月因拖欠工资引发员工集体投诉，劳动保障监察查实（演示）"
                if rule == "E10" and organisations[code].kind == "accident":
                    return "不通过", "2025年3月12日事故经调查认定为较大事故（演示）"
                return "通过", "经查询本部门记录，没有问题（演示）"

            if "人力资源" in department:
                told = reported
            data = demo.answer_checks(
                source.read_bytes(), answer, office=department, by="演示经办人", on=day
            )
            self._put(f"inbox/verification/{self.plan.names[stage]}_{source.name}", data)
        return organisations[told].name if told else ""

    def to_decide(self, *, second: bool) -> list[tuple[str, str, bool]]:
        """List what a person must still decide: (application number, rule, proposed refusal)."""
        number = {a.key: a.app_no for a in self.driver.look(lambda c: current(c).applicants)}
        return [(number[code], rule, bad) for code, rule, bad in self._open(second=second)]

    def _open(self, *, second: bool) -> list[tuple[str, str, bool]]:
        def look(cycle: Cycle) -> list[tuple[str, str, bool]]:
            view = current(cycle)
            derived = screening.derive_second(view) if second else screening.derive(view)
            return [
                (s.applicant.key, f.rule, f.unsigned)
                for s in (derived.detail.screenings if derived else ())
                for f in s.findings
                if f.outcome is Outcome.PENDING or f.unsigned
            ]

        found: list[tuple[str, str, bool]] = self.driver.look(look)
        return found

    # --- panels and marks -------------------------------------------------------------------------

    def panels(self, stage: str, start: date) -> None:
        """Return the proposed 评审分组与回避表, with the days of the visits filled in."""
        source = self.folder / plan_file(self.plan.of(stage))

        def change(book: Workbook) -> None:
            if stage != self.plan.site:
                return
            sheet = book["分工"]
            row, at = demo.find_columns(sheet, ("评审组", "现场评审日期"))
            turn: dict[str, int] = {}  # a visit takes a panel's whole day
            for line in range(row + 1, sheet.max_row + 1):
                panel = sheet.cell(line, at["评审组"]).value
                if panel:
                    day = VISITS[turn.setdefault(str(panel), 0)]
                    turn[str(panel)] += 1
                    sheet.cell(line, at["现场评审日期"], day).number_format = "yyyy-mm-dd"

        data = demo.refill(source.read_bytes(), change, "评审分组与回避表", start)
        self._put(f"inbox/registers/{self.plan.names[stage]}分组与回避表.xlsx", data)

    def scores(self, stage: str, day: date) -> None:
        """Fill the score sheets in: some sheet by sheet, every third examiner as a matrix."""
        view_cards = self.driver.look(lambda cycle: _expected(current(cycle), stage))
        criteria = self.driver.look(lambda cycle: cycle.criteria)
        organisations = self._by_code()
        severity = {p.name: p.severity for p in self.world.examiners}
        given = {
            (code, examiner): demo_data.marks(
                self.world.seed,
                stage,
                organisations[code],
                examiner,
                severity.get(examiner, 0.0),
                criteria,
            )
            for code, examiner in view_cards
        }
        if stage == self.plan.first:
            cap = self.driver.look(lambda c: c.settings.stage_rules(c.plan.first).cap)
            _tie(given, criteria, cap=cap)
        self.given[stage] = dict(given)
        by_examiner: dict[str, list[str]] = {}
        for code, examiner in view_cards:
            by_examiner.setdefault(examiner, []).append(code)
        files = {p.name: p for p in (self.folder / f"out/{stage}/评分表").glob("*.xlsx")}
        for number, (examiner, codes) in enumerate(sorted(by_examiner.items())):
            source = next((p for name, p in files.items() if f"_{examiner}_" in name), None)
            if source is None or number % 3 == 2 or number >= _SHEETS_AT_MOST:  # noqa: PLR2004  (every third)
                rows = [(c, organisations[c].name, given[c, examiner]) for c in codes]
                self._put(
                    f"inbox/scores/{stage}/{examiner}评分汇总.xlsx",
                    demo.matrix(examiner, rows, criteria, day),
                )
                continue
            data = demo.fill_sheets(
                source.read_bytes(),
                lambda code, e=examiner: given[code, e],  # type: ignore[misc]  # bound per examiner
                lambda code, e=examiner: demo_data.remarks(
                    organisations[code], given[code, e], criteria
                ),  # type: ignore[misc]  # bound per examiner
                day,
            )
            self._put(f"inbox/scores/{stage}/{source.name}", data)

    # --- vote, objections ---------------------------------------------------------------------------

    def ballots(self, day: date) -> None:
        """Fill a 计票 workbook in: most places carried, one void and one blank paper."""

        def look(cycle: Cycle) -> tuple[list[tuple[str, str]], list[tuple[str, int]], list[str]]:
            view = current(cycle)
            part = chain.taking_part(view, "vote")
            people = [(a.name, a.key) for a in part.applicants]
            seats = [m.name for m in view.registers.committee or ()]
            return people, [(a.name, a.cap) for a in view.settings.award], seats

        people, awards, seats = self.driver.look(look)
        members, absent = len(seats), seats[-_ABSENT:]
        papers = members - _ABSENT
        sheets = [BallotSheet(award=n, max_marks=cap, candidates=people) for n, cap in awards]
        blank = write_count_blank(sheets, members=members, papers=papers, created=day, demo=True)
        quality = {code: o.quality for code, o in self._by_code().items()}
        order = [name for name, code in sorted(people, key=lambda p: -quality[p[1]])]
        papers_of = demo_data.ballots(self.world.seed, awards, order, papers)

        def change(book: Workbook) -> None:
            for name, _ in awards:
                _mark_ballots(book[f"选票-{name}"], papers_of[name])
            _meeting(book["会议"], {
                "应到": members, "实到": papers, "发出票数": papers, "收回票数": papers, "监票人": "演示甲、演示乙",
                "计票人": "演示丙", "会议日期": day, "轮次": 1, "会议地点": f"{self.area.name}演示大厦1号会议室",
                "主持人": seats[0], "请假人员": "、".join(absent), "列席人员": f"演示列席人（{self.area.office}）",
            })  # fmt: skip

        self._put("inbox/ballots/计票表第1轮.xlsx", demo.refill(blank, change, "计票", day))

    def objections(self, day: date) -> None:
        """Write an 异议登记表 with two objections about the selected."""
        codes = self.driver.look(lambda c: chain.admitted(current(c).lists["vote"].content))
        names = [self._by_code()[c].name for c in codes]
        heads = (
            "编号", "受理日期", "方式", "对象", "异议内容", "是否实名", "证据", "承办人", "调查情况", "结论", "答复日期",
        )  # fmt: skip
        rows = [
            ("YY-01", day, "来信", names[0], "反映其宣传材料中的获奖情况不实", "是", "宣传册1份", "演示承办人",
             "经核实，宣传材料所列奖项均有证书", "不成立", day + timedelta(days=5)),
        ]  # fmt: skip
        if len(names) > 3:  # noqa: PLR2004  (one may be lost)
            rows.append(
                ("YY-02", day + timedelta(days=1), "电子邮件", names[-1], "反映其近3年有瞒报的环境污染事故", "是",
                 "处罚决定书复印件", "演示承办人", "经生态环境部门确认属实", "成立", day + timedelta(days=6))
            )  # fmt: skip
        objectors = (("编号", "异议人", "联系方式"), [("YY-01", "演示异议人", "0577-00000009")])
        book = demo.simple("异议登记表", {"异议登记表": (heads, rows), "异议人": objectors}, day)
        self._put("inbox/objections/异议登记表.xlsx", book)

    def verdicts(self) -> list[tuple[str, str, str]]:
        """Give the committee's answers to the objections."""

        def take(cycle: Cycle) -> list[tuple[str, str, str]]:
            taking.take(cycle, "objections")
            return [
                (
                    row.no,
                    "upheld" if row.finding == "成立" else "dismissed",
                    f"评委会审查调查报告，{row.finding}（演示）",
                )
                for _, got in current(cycle).objection_files
                for row in got.rows
            ]

        found: list[tuple[str, str, str]] = self.driver.look(take)
        return found


def _expected(view: View, stage: str) -> list[tuple[str, str]]:
    part = chain.taking_part(view, stage)
    cards = panels.expected_cards(view.registers, stage, part.applicants) or ()
    return [(c.uscc, c.examiner) for c in cards]


def _total(card: Mapping[str, int], criteria: Criteria) -> Decimal:
    return sum((Decimal(i.points * card[i.clause]) / 100 for i in criteria.items), Decimal(0))


def _tie(given: dict[tuple[str, str], dict[str, int]], criteria: Criteria, *, cap: int) -> None:
    """Make the applicants at places cap and cap + 1 equal, so that a tie straddles the line."""
    cards: dict[str, list[tuple[str, str]]] = {}
    for key in given:
        cards.setdefault(key[0], []).append(key)
    means = {
        code: sum((_total(given[k], criteria) for k in keys), Decimal(0)) / len(keys)
        for code, keys in cards.items()
    }
    ranked = sorted(means, key=lambda code: (-means[code], code))
    for above, below in zip(ranked[cap - 1 :], ranked[cap:], strict=False):
        if len(cards[above]) == len(cards[below]):
            for one, two in zip(sorted(cards[above]), sorted(cards[below]), strict=True):
                given[two] = given[one]
        return


def _mark_ballots(sheet: Worksheet, papers: list[set[str]]) -> None:
    """Tick on each paper the names that it marks."""
    header = next(r for r in range(1, 40) if str(sheet.cell(r, 1).value or "").strip() == "票号")
    at = {
        str(sheet.cell(header, c).value).strip(): c
        for c in range(2, sheet.max_column + 1)
        if sheet.cell(header, c).value
    }
    for number, marked in enumerate(papers, 1):
        sheet.cell(header + number, 1, number)
        for name in marked:
            sheet.cell(header + number, at[name], "√")


def _meeting(sheet: Worksheet, values: Mapping[str, str | int | date]) -> None:
    for row in sheet.iter_rows(min_row=1, max_row=30, max_col=1):
        label = str(row[0].value or "").strip()
        if label in values:
            value = values[label]
            cell = sheet.cell(row[0].row or 0, 2, value)
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
