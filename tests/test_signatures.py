"""A signature holds for the finding as it was asked: rule, outcome, reason, text of the cells."""

from dataclasses import replace
from datetime import date

import pytest
from eligibility_cases import NO, applicant, context, decided, exact, finding, row, settings

from wzqa.eligibility import lapsed_signatures, point_of, screen, stated
from wzqa.models import Registers, Revocation, Shown
from wzqa.sources import Source, Sources

OPEN = "有"
FINED = "2025年3月因虚假宣传被罚款2万元"
CHANGED = "2025年3月因虚假宣传被罚款20万元"
FAILED = "2025年5月市级监督抽查不合格1批次"


def firm(**cells):
    """Build an applicant whose cells show what they say."""
    who = applicant(**cells)
    shown = {key: Source(who.sources[key].place, text) for key, text in cells.items()}
    return applicant(**cells) if not cells else _with(who, shown)


def _with(who, shown):
    return replace(who, sources=Sources.of({**who.sources, **shown}))


def asked(who, rule, **where):
    return finding(rule, who, context(**where))


def signed(who, rule, result="pass", **where):
    """Sign the row that the sheet shows of a finding as it is."""
    point = point_of(who, asked(who, rule, **where))
    shown = Shown(point.stated or "（空）", point.proposal, point.remark)
    return row(result, rule=rule, shown=shown, day=exact("2026-08-02"))


def bound(who, rule, result="pass", **where):
    return replace(decided(result, rule=rule), question=asked(who, rule, **where).question)


def both(who, rule, result="pass", **where):
    return [
        {"verifications": [signed(who, rule, result, **where)]},
        {"decisions": [bound(who, rule, result, **where)]},
    ]


@pytest.mark.parametrize("result", ["pass", "fail"])
@pytest.mark.parametrize(("rule", "key", "text"), [
    ("E11", "complaints", OPEN), ("E12", "violations", FINED), ("E09", "sampling", FAILED),
])  # fmt: skip
def test_it_holds_as_long_as_the_same_is_asked(rule, key, text, result):
    for signature in both(firm(**{key: text}), rule, result):
        again = finding(rule, firm(**{key: text}), context(**signature))
        assert (str(again.outcome), again.lapsed) == (result, ())
        assert again.decided_by


@pytest.mark.parametrize("result", ["pass", "fail"])
@pytest.mark.parametrize(("rule", "key", "before", "now"), [
    ("E11", "complaints", OPEN, "有，2026年3月媒体曝光"),
    ("E12", "violations", FINED, CHANGED),
    ("E09", "sampling", FAILED, FAILED.replace("1批次", "3批次")),
    ("E12", "violations", FINED, "2025年3月被列入严重违法失信名单"),
])  # fmt: skip
def test_on_another_text_the_finding_is_open_again(rule, key, before, now, result):
    for signature in both(firm(**{key: before}), rule, result):
        who = firm(**{key: now})
        again = finding(rule, who, context(**signature))
        machine = asked(who, rule)
        assert again.decided_by is None
        assert again.outcome is machine.outcome
        assert again.unsigned == machine.unsigned
        name = "示例核查员2026年8月2日" if "verifications" in signature else "示例主任2026年8月10日"
        words = f"{name}核定的“{'通过' if result == 'pass' else '不通过'}”是就另一内容作出的"
        assert words in again.reason
        (problem,) = lapsed_signatures([screen(who, context(**signature))])
        assert words in problem.message
        assert "须重新核定" in problem.message
        assert bool(problem.place.cell) == ("verifications" in signature)


def test_white_space_and_width_are_no_change():
    mended = f" {FINED.replace('2万', '２万')}\n"
    for signature in both(firm(violations=FINED), "E12"):
        found = finding("E12", firm(violations=mended), context(**signature))
        assert (str(found.outcome), found.lapsed) == ("pass", ())


def test_a_refusal_falls_with_the_text_that_was_refused_and_is_named():
    for signature in both(firm(violations=FINED), "E12", "fail"):
        found = screen(firm(violations="无"), context(**signature))
        assert str(found.verdict) == "pass"
        (problem,) = lapsed_signatures([found])
        assert "现在是符合" in problem.message
        assert "须重新核定" not in problem.message


def test_what_let_pass_a_text_that_asks_nothing_now_is_not_missed():
    for signature in both(firm(violations=FINED), "E12"):
        found = screen(firm(violations="无"), context(**signature))
        assert (str(found.verdict), lapsed_signatures([found])) == ("pass", [])


def test_signed_anew_nothing_is_said_of_the_old_one():
    old, new = firm(violations=FINED), firm(violations=CHANGED)
    rows = [signed(old, "E12", "fail"), signed(new, "E12", "pass")]
    found = screen(new, context(verifications=rows))
    (mine,) = [f for f in found.findings if f.rule == "E12"]
    assert (str(mine.outcome), mine.lapsed) == ("pass", (rows[0],))
    assert lapsed_signatures([found]) == []
    decision = bound(old, "E12", "fail")
    assert str(finding("E12", new, context(decisions=[decision], verifications=rows)).outcome) == (
        "pass"
    )


def test_another_judgement_of_the_same_text_is_asked_anew():
    who = firm(accidents="2025年3月较大事故1起")
    other = settings(accident_apply="重大")
    for signature in both(who, "E10", "fail"):
        found = finding("E10", who, context(over=other, **signature))
        assert (str(found.outcome), len(found.lapsed)) == ("pass", 1)
    shown = Shown("2025年3月较大事故1起", "待核实", "")
    (found,) = [finding("E10", who, context(verifications=[row("pass", rule="E10", shown=shown)]))]
    assert (found.unsigned, len(found.lapsed)) == (True, 1)


def banned(day):
    return Registers(
        revocations=(
            Revocation(
                name=applicant().name, uscc="", former_names=(), action="撤销", decided=exact(day)
            ),
        ),
        past_winners=(),
    )


def test_a_register_that_says_otherwise_asks_anew_though_no_cell_has_changed():
    who, before = firm(), {"registers": banned("2024-05-01")}
    for signature in both(who, "E14", **before):
        assert asked(who, "E14", **before, **signature).decided_by
        later = asked(who, "E14", registers=banned("2025-05-01"), **signature)
        assert (str(later.outcome), len(later.lapsed)) == ("pending", 1)


def test_a_department_answering_leaves_the_signature_in_place():
    who = firm(accidents="无")
    rules = settings(require_department_reply=True)
    for signature in both(who, "E10", "fail", over=rules):
        reply = row("pass", rule="E10", reply=True)
        rows = [*signature.get("verifications", ()), reply]
        found = finding("E10", who, context(over=rules, **{**signature, "verifications": rows}))
        assert (str(found.outcome), found.lapsed) == ("fail", ())


def test_what_a_department_found_may_be_signed_on_the_sheet():
    who, reply = firm(accidents="无"), row("fail", rule="E10", reply=True)
    sheet = signed(who, "E10", "fail", verifications=[reply])
    assert sheet.shown.proposal == "拟不符合"
    found = finding("E10", who, context(verifications=[reply, sheet]))
    assert (str(found.outcome), found.decided_by) == ("fail", "示例核查员")


def test_a_row_that_shows_no_text_and_a_decision_of_old_settle_as_they_did():
    who = firm(violations=FINED)
    for signature in ({"verifications": [row("pass", rule="E12")]},
                      {"decisions": [decided("pass", rule="E12")]}):  # fmt: skip
        found = finding("E12", who, context(**signature))
        assert (str(found.outcome), found.lapsed) == ("pass", ())


def test_the_order_of_columns_is_no_change():
    who = firm(name="温州示例甲分公司", org_type="有限责任公司")
    keys = list(who.sources)
    turned = replace(who, sources=Sources.of({k: who.sources[k] for k in reversed(keys)}))
    assert asked(who, "E02").question == asked(turned, "E02").question


@pytest.mark.parametrize("now", [FINED, CHANGED])
def test_the_second_check_carries_what_was_let_pass_on_this_very_text(now):
    for signature in both(firm(violations=FINED), "E12"):
        before = firm(violations=FINED)
        told = {(NO, "E12"): finding("E12", before, context(**signature))}
        later = context(second=True, as_of=date(2026, 11, 30), earlier=told)
        got = finding("E12", firm(violations=now), later)
        assert str(got.outcome) == ("pass" if now == FINED else "pending")


def test_a_settled_finding_still_tells_what_was_asked():
    who = firm(violations=FINED)
    first = asked(who, "E12")
    for signature in both(who, "E12"):
        assert finding("E12", who, context(**signature)).question == first.question
    assert stated(who, first) == FINED
