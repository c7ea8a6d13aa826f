"""Result workbooks: what they show is what was decided, and a person can add the scores up again."""

import dataclasses
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa import ranking
from wzqa.award_toml import build
from wzqa.criteria import load_criteria
from wzqa.marks.flags import Flag
from wzqa.models import Applicant, Card, CardState, Count, Day, Finding, Meeting, Outcome, Screening
from wzqa.plan import shipped_plan
from wzqa.problems import Place
from wzqa.regulation import default_profile, load_edition
from wzqa.scoring import score_stage
from wzqa.statistics.comparability import comparability
from wzqa.statistics.stability import Part, stability
from wzqa.vote.papers import InvalidPaper
from wzqa.vote.results import AwardResult, TallyRow, VoteResult
from wzqa.workbooks.results.basis import Meta
from wzqa.workbooks.results.process_formulas import decimal_of, round_half_up, rounded
from wzqa.workbooks.results.results_score import write_score_result
from wzqa.workbooks.results.results_screen import RuleLine, ScreenReport, write_screen_result
from wzqa.workbooks.results.results_vote import VoteReport, write_vote_result
from wzqa.workbooks.results.score_report import ScoreReport

AREA = load_edition(default_profile()).area
CRITERIA = load_criteria("GB/T 19580-2012")
A, B = "91330302MAXX00015J", "91330303MAXX00023U"
META = Meta(
    title="2026年度示例质量奖结果",
    fingerprint="ab12" * 4,
    created=date(2026, 9, 1),
    facts=[("汇总方法", "平均", "办法未规定，见 stage.review.method")],
    files=[("inbox/甲.xlsx", "ab" * 32)],
)


def opened(data, **change):
    return openpyxl.load_workbook(io.BytesIO(data), **change)


def rows_of(sheet, heading="申报编号"):
    """The table below the row that holds a heading, as dicts; lines to sign are no rows."""
    rows = list(sheet.iter_rows(values_only=True))
    at = next(i for i, row in enumerate(rows) if heading in row)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if any(row[1:])]


# --- scores -------------------------------------------------------------------------------------


def card(examiner, shift=0, uscc=A, *, scale="percent", **change) -> Card:
    marks = {
        item.clause: Decimal(max(0, min(100, 50 + shift + 5 * (i % 4))))
        for i, item in enumerate(CRITERIA.items)
    }
    if scale == "points":
        marks = {c.clause: of_category(marks, c) for c in CRITERIA.categories}
    given = {"stage": "review", "panel": "第一组", "place": Place(f"{examiner}.xlsx", "001")}
    return Card(uscc=uscc, examiner=examiner, scale=scale, marks=marks, **(given | change))


def of_category(marks, category) -> Decimal:
    return sum((marks[i.clause] * i.points / 100 for i in category.items), Decimal(0))


def total(one: Card) -> Fraction:
    return Fraction(sum(of_category(one.marks, c) for c in CRITERIA.categories))


RECUSED = card("钱七", state=CardState.RECUSED)
PEOPLE = {
    code: Applicant(app_no=f"2026-鹿城-{n}", name=name, uscc=code, award="质量奖", region="鹿城区")
    for n, code, name in (("001", A, "=示例甲"), ("002", B, "示例乙"))
}


def report(*cards, parts=None, **given) -> ScoreReport:
    """Everything as a stage would decide it from these cards."""
    stage = {"method": "mean", "min_cards": 1} | given
    key = "visit" if "weights" in given else "review"
    rules = getattr(build({"stage": {key: stage}}, 2026).stage, key)
    scores = score_stage(cards, None, CRITERIA, rules, {}, stage="review")
    cut = ranking.cut(
        [
            ranking.Contestant(
                uscc=a.uscc, name=a.uscc, order=PEOPLE[a.uscc].app_no, score=a.score, held=a.held
            )
            for a in scores.applicants
        ],
        stage="review", cap=rules.cap, floor=rules.floor, policy=rules.tie,
    )  # fmt: skip
    official = {row.uscc: row.score for row in cut.rows if row.score is not None}
    totals = {a.uscc: a.totals for a in scores.applicants if a.totals}
    line = {"cap": rules.cap, "floor": rules.floor}
    return ScoreReport(
        meta=META,
        stages=shipped_plan().names,
        method="有效评分表总分的平均",
        rules=rules,
        criteria=CRITERIA,
        area=AREA,
        people=PEOPLE,
        scores=scores,
        cut=cut,
        firm=stability(
            official, [Part(totals=totals, seed="2026/review", weight=Fraction(1))], **line,
            decimals=2, rounding="half_up", replicates=100, confidence=Decimal("0.95"),
        ),
        compared=comparability(totals, dict.fromkeys(totals, "第一组"), official, **line),
        parts=parts or {},
    )  # fmt: skip


def published(one: ScoreReport, score: Decimal) -> ScoreReport:
    """The same with another published score of the first."""
    first, *rest = one.cut.rows
    rows = (dataclasses.replace(first, score=score), *rest)
    return dataclasses.replace(one, cut=dataclasses.replace(one.cut, rows=rows))


def scored_as(one: ScoreReport, **change) -> ScoreReport:
    """The same with the first applicant's score changed."""
    first, *rest = one.scores.applicants
    applicants = (dataclasses.replace(first, **change), *rest)
    return dataclasses.replace(one, scores=dataclasses.replace(one.scores, applicants=applicants))


def cells(data):
    """Formulas and values of the 算分过程单: label in column A or B → last filled cell's."""
    shown = opened(data, data_only=True)["算分过程单"]
    made = opened(data)["算分过程单"]
    found = {}
    for row in shown.iter_rows():
        labels = [c.value for c in row[:2] if isinstance(c.value, str)]
        filled = [c for c in row if c.value is not None]
        for label in labels:
            found.setdefault(label, (filled[-1].value, made[filled[-1].coordinate].value))
    return found


TRIO = [card("王五"), card("赵六", 10), card("孙八", -15)]
QUINTET = [*TRIO, card("周九", 20), card("吴十", 5)]
MEAN = sum(map(total, TRIO)) / 3


def middle(values) -> Fraction:
    """The mean without the highest and the lowest."""
    return Fraction(sum(values) - max(values) - min(values)) / (len(values) - 2)


def trimmed(level="total"):
    return {
        "method": "trimmed",
        "trim": {"level": level, "drop": 1, "min_cards": 3, "fallback": "hold"},
    }


CASES = {
    "mean": (TRIO, MEAN, {}),
    "trimmed total": (QUINTET, middle([*map(total, QUINTET)]), trimmed()),
    "trimmed ties": ([TRIO[0], card("周九"), TRIO[1]], total(TRIO[0]), trimmed()),
    "trimmed category": (
        QUINTET,
        sum(middle([of_category(k.marks, c) for k in QUINTET]) for c in CRITERIA.categories),
        trimmed("category"),
    ),
    "trimmed item": (
        QUINTET,
        sum(middle([k.marks[i.clause] * i.points / 100 for k in QUINTET]) for i in CRITERIA.items),
        trimmed("item"),
    ),
    "median": (TRIO, median(map(total, TRIO)), {"method": "median"}),
    "consensus": (
        [*TRIO, card("王五", 5, consensus=True)],
        total(card("王五", 5)),
        {"method": "consensus"},
    ),
    "points": (
        [card(e, s, scale="points") for e, s in (("王五", 0), ("赵六", 10), ("孙八", -15))],
        MEAN,
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_process_sheet_adds_up_to_the_published_score_by_every_method(case):
    cards, exact, rules = CASES[case]
    found = cells(write_score_result(report(*cards, RECUSED, **rules)))
    whole, formula = found["合计"]
    assert str(formula).startswith("=")
    assert Fraction(str(whole)).limit_denominator(10**6) == exact.limit_denominator(10**6)
    assert Decimal(str(found["公布得分"][0])) == round_half_up(exact, 2)
    assert found["复核"][0] == "相符"
    assert found["复核"][1].startswith("=IF(ROUND(")


@pytest.mark.parametrize("level", ["category", "item"])
@pytest.mark.parametrize("few", [1, 2])
def test_where_too_few_cards_are_left_to_trim_nothing_is_counted_and_the_page_is_written(
    level, few
):
    data = write_score_result(report(*TRIO[:few], **trimmed(level)))
    sheet = opened(data)["算分过程单"]
    (head,) = (row for row in sheet.iter_rows() if row[0].value == "条款")
    counted = next(cell for cell in head if cell.value == "计入值").column
    below = [sheet.cell(row, counted).value for row in range(head[0].row + 1, sheet.max_row)]
    assert set(below) == {None}
    assert cells(data)["合计"][0] == float(total(TRIO[few - 1]))
    assert "复核" not in cells(data)


def test_a_published_score_that_the_marks_do_not_give_is_shown_as_such():
    wrong = published(report(*TRIO), Decimal("600.01"))
    assert cells(write_score_result(wrong))["复核"][0] == "不相符"


def test_a_combined_score_shows_its_parts_and_adds_up():
    stage = round_half_up(MEAN, 2)
    parts = {A: {"review": Decimal("600.25"), "visit": stage}}
    score = round_half_up(
        Fraction("600.25") * Fraction("0.4") + Fraction(stage) * Fraction("0.6"), 2
    )
    weighed = report(*TRIO, parts=parts, weights={"review": "0.4", "visit": "0.6"})
    data = write_score_result(published(weighed, score))
    assert cells(data)["复核"][0] == "相符"
    (row,) = rows_of(opened(data)["名单"])
    assert (row["得分"], row["资料评审得分"]) == (float(score), 600.25)


def test_the_list_has_real_numbers_and_says_why_somebody_is_not_ranked():
    both = report(
        *TRIO, card("王五", uscc=B), card("钱七", uscc=B, state=CardState.RECUSED), min_cards=3
    )
    firm = dataclasses.replace(both.firm, grey=(A,), p_in={A: "0.5000"})
    flagged = scored_as(
        dataclasses.replace(both, firm=firm), flags=(Flag(code="card-outlier", message="偏离"),)
    )
    first, second = rows_of(opened(write_score_result(flagged))["名单"])
    assert first["组织名称"] == "=示例甲"
    assert (first["名次"], first["模拟入围概率"], first["提示"]) == (1, 0.5, "单份偏离")
    assert (first["评分表份数"], first["稳定性"]) == (3, "临界")
    assert (second["名次"], second["得分"], second["结果"]) == (None, None, "暂不能排名")
    assert second["说明"] == "未能排名：有效评分表1份，少于规定的3份"


def test_there_is_a_row_for_every_mark_and_it_says_whether_it_counts():
    whole = report(*TRIO, card("王五", 5, consensus=True))
    lines = whole.scores.applicants[0].cards
    weights = (Fraction(1), Fraction(0), Fraction(1, 2))
    changed = [dataclasses.replace(k, weight=w) for k, w in zip(lines, weights, strict=False)]
    data = write_score_result(scored_as(whole, cards=(*changed, *lines[3:])))
    marks = rows_of(opened(data)["打分明细"])
    assert len(marks) == 4 * len(CRITERIA.items)
    roles = ("计入", "去掉（极值）", "部分计入（1/2）", "不计入（合议）")
    names = (*(line.examiner for line in changed), "合议")
    assert {m["评审员"]: m["是否计入"] for m in marks} == dict(zip(names, roles, strict=True))
    first = next(m for m in marks if m["评审员"] == "王五")
    assert (first["条款"], first["得分率（%）"], first["得分"]) == ("4.1.2", 50, 25)
    assert first["来源"] == "王五.xlsx › 001"


def test_the_consensus_card_alone_counts_where_it_is_the_score():
    whole = report(*TRIO, card("王五", 5, consensus=True), method="consensus")
    marks = rows_of(opened(write_score_result(whole))["打分明细"])
    assert {(m["评审员"], m["是否计入"]) for m in marks} == {
        *((name, "不计入（以合议为准）") for name in ("王五", "赵六", "孙八")),
        ("合议", "计入"),
    }


def test_points_per_category_are_listed_without_a_percentage():
    marks = rows_of(opened(write_score_result(report(card("王五", scale="points"))))["打分明细"])
    assert len(marks) == len(CRITERIA.categories)
    assert marks[0]["得分率（%）"] is None


def test_the_charts_are_native_and_the_line_is_drawn_only_when_there_is_one():
    with_line = report(*TRIO, card("王五", -20, uscc=B), cap=1)
    book = opened(write_score_result(with_line))
    assert len(book["图表"]._charts) == 3
    assert book["图表数据"]["E5"].value == float(with_line.cut.line)
    book = opened(write_score_result(report(*TRIO)))
    assert book["图表数据"]["E5"].value is None
    assert "无（全部入围）" in [row[1] for row in book["概览"].iter_rows(values_only=True)]
    held = report(*TRIO, card("王五", uscc=B, state=CardState.RECUSED))
    assert opened(write_score_result(held))["图表数据"]["E5"].value is None


def test_a_stage_without_any_score_has_no_chart_and_still_its_sheets():
    book = opened(write_score_result(report()))
    assert "图表" not in book.sheetnames
    assert {"概览", "名单", "打分明细", "算分过程单", "评审员", "一致性", "数据口径"} <= set(
        book.sheetnames
    )


def test_the_basis_names_every_setting_and_input_file():
    texts = [
        cell.value
        for row in opened(write_score_result(report()))["数据口径"].iter_rows()
        for cell in row
    ]
    assert {"办法未规定，见 stage.review.method", "inbox/甲.xlsx", "ab" * 32} <= set(texts)


def test_the_same_report_gives_the_same_bytes():
    one = report(*TRIO)
    assert write_score_result(one) == write_score_result(one)


@pytest.mark.parametrize(
    ("value", "half_up", "even"),
    [
        ("612.125", "612.13", "612.12"),
        ("612.135", "612.14", "612.14"),
        ("612.1249", "612.12", "612.12"),
        ("-0.125", "-0.13", "-0.12"),
    ],
)
def test_rounding_follows_the_stage(value, half_up, even):
    assert rounded("A1", Fraction(value), 2, "half_up").value == Fraction(half_up)
    assert rounded("A1", Fraction(value), 2, "gb8170").value == Fraction(even)
    assert round_half_up(Fraction(value), 2) == Decimal(half_up)


@settings(max_examples=60, deadline=None)
@given(st.fractions(-1000, 1000, max_denominator=400), st.integers(0, 4))
def test_half_up_is_never_further_than_half_a_unit_and_exact_halves_go_away_from_zero(
    value, places
):
    result = Fraction(round_half_up(value, places))
    unit = Fraction(1, 10**places)
    assert abs(result - value) <= unit / 2
    if abs(result - value) == unit / 2:
        assert abs(result) > abs(value)


def test_a_cached_value_has_no_exponent_that_a_reader_might_take_for_text():
    assert str(decimal_of(Fraction(600))) in {"600", "6E+2"}
    assert Fraction(str(decimal_of(Fraction(600)))) == 600
    assert str(decimal_of(Fraction(1837, 3))) == "612.333333333333"


# --- screening ----------------------------------------------------------------------------------

RULES = [
    RuleLine(rule=f"E{i:02}", title=f"事项{i}", article="（十一）", quote="条文") for i in (3, 10)
]


def screening(number, verdict, **change) -> Screening:
    findings = [
        Finding(rule="E03", title="事项3", article="（十一）", quote="条文", outcome=Outcome.PASS, reason="满"),
        Finding(
            rule="E10", title="事项10", article="（十一）", quote="条文", outcome=verdict, reason="因",
            evidence=(Place("甲.xlsx", "推荐汇总表", "C7"),), machine=Outcome.PENDING,
            machine_reason="待查", decided_by="王五", decided_why="@查询",
        ),
    ]  # fmt: skip
    given = {"app_no": f"2026-鹿城-00{number}", "name": "示例甲", "uscc": A, "size": "中型"}
    return Screening(
        applicant=Applicant(**(given | change)), findings=tuple(findings), verdict=verdict
    )


def screened() -> ScreenReport:
    outcomes = (Outcome.PASS, Outcome.FAIL, Outcome.MISSING, Outcome.PENDING)
    return ScreenReport(
        meta=META,
        screenings=[screening(i, outcome) for i, outcome in enumerate(outcomes)],
        rules=RULES,
        regions={f"2026-鹿城-00{i}": "鹿城区" if i < 2 else "龙港市" for i in range(4)},
        area=AREA,
        as_of=date(2026, 7, 31),
        basis="资格审查，依据（十四）",
    )


def test_screening_shows_verdicts_findings_matrix_and_counts_that_add_up():
    book = opened(write_screen_result(screened()))
    verdicts = rows_of(book["审查结论"])
    assert [v["审查结论"] for v in verdicts] == ["符合", "不符合", "待补正", "待核实"]
    assert verdicts[1]["不符合的规则"] == "E10"
    findings = rows_of(book["逐条审查"])
    assert len(findings) == 8
    assert findings[1]["所据单元格"] == "甲.xlsx › 推荐汇总表 › C7"
    assert (findings[1]["系统原判"], findings[1]["决定人"]) == ("待核实", "王五")
    matrix = rows_of(book["规则矩阵"])
    assert [m["E10"] for m in matrix] == ["符合", "不符合", "待补正", "待核实"]
    totals = [row for row in book["概览"].iter_rows(values_only=True) if row[0] == "合计"]
    assert totals
    assert all(row[5] == sum(row[1:5]) == 4 for row in totals)
    by_region = {row[0]: row[5] for row in book["概览"].iter_rows(values_only=True)}
    assert (by_region["鹿城区"], by_region["龙港市"]) == (2, 2)
    assert len(book["图表"]._charts) == 1


def test_the_encouraged_kinds_are_shown_and_counted():
    kinds = {
        "2026-鹿城-001": "重点支持：智能装备",
        "2026-鹿城-002": "重点支持：智能装备",
        "2026-鹿城-003": "服务业",
    }
    book = opened(write_screen_result(dataclasses.replace(screened(), encouraged=kinds)))
    assert [v["鼓励支持类别"] for v in rows_of(book["审查结论"])] == [None, *kinds.values()]
    lines = [row[:6] for row in book["概览"].iter_rows(values_only=True)]
    at = next(i for i, row in enumerate(lines) if row[0] == "六、按鼓励支持类别（不影响审查）")
    assert lines[at + 1][0] == "鼓励支持类别"
    assert {row[0]: row[1:] for row in lines[at + 2 : at + 6]} == {
        "服务业": (0, 0, 0, 1, 1), "重点支持：智能装备": (0, 1, 1, 0, 2), "未填": (1, 0, 0, 0, 1),
        "合计": (1, 1, 1, 1, 4),
    }  # fmt: skip
    plain = opened(write_screen_result(screened()))["概览"].iter_rows(values_only=True)
    assert not any("鼓励" in str(row[0]) for row in plain)


def test_an_invalid_code_is_shown_as_it_was_typed():
    from wzqa.sources import Source, Sources

    typed = screening(
        1, Outcome.MISSING, uscc=None, sources=Sources.of({"uscc": Source(Place(), "91330O")})
    )
    one = ScreenReport(
        meta=META,
        screenings=[typed],
        rules=RULES,
        regions={},
        area=AREA,
        as_of=date(2026, 7, 31),
        basis="",
    )
    (row,) = rows_of(opened(write_screen_result(one))["审查结论"])
    assert row["统一社会信用代码"] == "91330O"
    assert row["属地"] == "未识别"


def test_an_empty_screening_is_written_too_and_bytes_are_stable():
    empty = ScreenReport(
        meta=META,
        screenings=[],
        rules=RULES,
        regions={},
        area=AREA,
        as_of=date(2026, 7, 31),
        basis="",
    )
    assert write_screen_result(empty) == write_screen_result(empty)
    assert write_screen_result(screened()) == write_screen_result(screened())


# --- vote ---------------------------------------------------------------------------------------


def tally(name, votes, outcome, **change) -> TallyRow:
    given = {"uscc": A, "name": name, "votes": votes, "base": 17, "needed": 9,
             "passed": votes >= 9, "rank": 1, "outcome": outcome}  # fmt: skip
    return TallyRow(**(given | change))


def counted(awards, **change) -> VoteResult:
    given = {"round": 1, "members": 19, "present": 17, "quorum_met": True, "quorum_words": "符合",
             "threshold_words": "", "void": "", "refused": "", "awards": awards, "open": False,
             "notes": ("空缺1个",), "problems": ()}  # fmt: skip
    return VoteResult(**(given | change))


def vote(marks=12) -> VoteReport:
    rows = (tally("示例甲", 9, "入选"), tally("示例乙", 3, "再次投票", uscc=B, passed=False))
    award = AwardResult(
        award="质量奖", cap=2, round=1, places=2, max_marks=2, collected=17, valid=16, blank=1,
        invalid=(InvalidPaper("5", "画了3个，多于2个"),), marks=marks, rows=rows, seats_left=1,
        runoff=(B,), elected=(A,), threshold_words="超过到会17人的1/2，至少9票",
    )  # fmt: skip
    met = Meeting(
        members=19, present=17, issued=17, collected=17, scrutineers="王五", tellers="赵六",
        day=Day(date(2026, 11, 3), date(2026, 11, 3)),
    )  # fmt: skip
    count = Count(meeting=met, papers={}, candidates={}, file="计票.xlsx")
    return VoteReport(
        meta=META, counts=[count], result=counted({"质量奖": award}), regions={A: "鹿城区"}
    )


def test_the_vote_shows_tally_void_papers_and_whether_votes_and_marks_agree():
    book = opened(write_vote_result(vote()))
    rows = rows_of(book["得票-质量奖-第1轮"], "得票")
    assert [(r["组织名称"], r["得票"], r["是否达到"], r["结果"]) for r in rows] == [
        ("示例甲", 9, "是", "入选"),
        ("示例乙", 3, "否", "再次投票"),
    ]
    (void,) = rows_of(book["作废票"], "票号")
    assert void == {"轮次": 1, "奖项": "质量奖", "票号": "5", "作废原因": "画了3个，多于2个"}
    (chosen,) = rows_of(book["入选名单"], "奖项")
    assert (chosen["组织名称"], chosen["产生方式"]) == ("示例甲", "表决")
    texts = " ".join(str(c.value) for row in book["概览"].iter_rows() for c in row if c.value)
    assert "得票合计12，有效票上的赞成合计12，相符；尚余名额1个；再次投票：示例乙" in texts
    assert "等额" in texts


def test_votes_and_marks_that_differ_are_said_to_differ():
    book = opened(write_vote_result(vote(marks=13)))
    texts = " ".join(str(c.value) for row in book["概览"].iter_rows() for c in row if c.value)
    assert "得票合计12，有效票上的赞成合计13，不相符" in texts


def test_a_vote_before_any_round_is_written_and_bytes_are_stable():
    empty = VoteReport(
        meta=META, counts=[], regions={}, result=counted({}, refused="须先确认表决规则")
    )
    assert write_vote_result(empty) == write_vote_result(empty)
    assert write_vote_result(vote()) == write_vote_result(vote())


def test_regions_and_sizes_are_counted_in_the_order_of_the_office():
    from wzqa.fields import order_of

    names = ["乐清市", "省直属", "鹿城区", "", "瓯海区", "外地"]
    assert sorted(names, key=order_of("region", (), AREA)) == [
        "鹿城区",
        "瓯海区",
        "乐清市",
        "省直属",
        "",
        "外地",
    ]
    assert sorted(["微型", "", "大型", "特大", "中型"], key=order_of("size", (), AREA)) == [
        "大型", "中型", "微型", "特大", "",
    ]  # fmt: skip
    awards = ("质量奖", "创新奖")
    assert sorted(["服从调剂", "", "创新奖", "质量奖"], key=order_of("award", awards, AREA)) == [
        "质量奖", "创新奖", "服从调剂", "",
    ]  # fmt: skip


def test_panels_are_printed_in_the_order_of_their_numbers():
    from wzqa.names import in_order

    names = ["资料第十一组", "资料第三组", "资料第二十组", "资料第2组", "资料第一组", "综合组"]
    assert sorted(names, key=in_order) == [
        "综合组", "资料第一组", "资料第2组", "资料第三组", "资料第十一组", "资料第二十组",
    ]  # fmt: skip
