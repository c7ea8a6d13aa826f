"""The words on a card: 62 faulty comments among 200 sound ones, and each kind by itself."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from wzqa.marks.comments import TITLES, is_blank, remarks
from wzqa.marks.firms import Firms, bare, spoken
from wzqa.models import Card, CardState
from wzqa.problems import Place
from wzqa.settings import Comments

CASES = Path(__file__).parent / "cases_comments"
RULES = Comments(least=15, high=70, low=30)
NAMES = {
    "A": ("温州瓯江泵阀门（集团）有限公司",),
    "B": ("温州虹桥电气有限公司",),
    "C": ("平阳鹭洲食品有限公司", "平阳鹭洲粮油厂"),
    "D": ("温州海桐服饰有限公司",),
}


def card(code, examiner, rows, **more):
    """Give a card with (clause, percent, strength, opportunity) in sheet rows from 8 on."""
    file = f"{examiner}.xlsx"
    given = {
        "stage": "review", "uscc": code, "examiner": examiner, "panel": "第一组", "scale": "percent",
        "marks": {clause: Decimal(percent) for clause, percent, _, _ in rows},
        "strengths": {c: s for c, _, s, _ in rows if s},
        "opportunities": {c: o for c, _, _, o in rows if o},
        "place": Place(file, code),
        "mark_places": {r[0]: Place(file, code, f"D{8 + i}") for i, r in enumerate(rows)},
        "word_columns": ("F", "G"),
    }  # fmt: skip
    return Card(**(given | more))


def rows_of(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def dealt(rows):
    """Deal rows out to cards: each clause once a card."""
    cards = []
    for row in rows:
        for one in cards:
            if row[0] not in {r[0] for r in one}:
                one.append(row)
                break
        else:
            cards.append([row])
    return cards


@pytest.fixture(scope="module")
def told():
    """Look at the sound and the planted faulty comments of one stage together."""
    cards = []
    for number, rows in enumerate(dealt(rows_of("sound.tsv"))):
        cards.append(card("ABCD"[number % 4], f"甲{number}", rows))
    for code in "ABCD":
        planted = [row for row in rows_of("faulty.tsv") if row[1] == code]
        for number, rows in enumerate(dealt([row[2:] for row in planted])):
            cards.append(card(code, f"乙{code}{number}", rows))
    return remarks(cards, NAMES, RULES), cards


def by_text(found):
    known = {}
    for r in found:
        known.setdefault((r.card.uscc, r.said), set()).add(r.code)
    return known


def test_planted_faults_are_found(told):
    found, _ = told
    known, rows = by_text(found), rows_of("faulty.tsv")
    missed = []
    for kind, code, clause, _, strength, opportunity in rows:
        if kind == "comment-empty":
            ok = any(r.code == kind and clause in r.message for r in found if r.card.uscc == code)
        else:
            ok = any(kind in known.get((code, text), ()) for text in (strength, opportunity))
        if not ok:
            missed.append((kind, code, clause, strength, opportunity))
    assert len(rows) >= 60
    assert missed == []


def test_sound_comments_are_left_alone(told):
    found, _ = told
    texts = [t for _, _, s, o in rows_of("sound.tsv") for t in (s, o) if t]
    false = [(r.code, r.said) for r in found if r.said in set(texts)]
    assert len(texts) >= 200
    assert false == []
    assert not any(r.code == "comment-empty" for r in found if r.card.examiner.startswith("甲"))


def test_every_remark_names_a_cell_and_has_a_title(told):
    found, _ = told
    assert {r.code for r in found} == set(TITLES) - {"comment-names-examiner"}  # no roster here
    assert all(r.place.cell for r in found)


# --- each kind by itself ----------------------------------------------------------------------


def codes(*rows, code="A", **more):
    """Give the codes found on one card."""
    return [r.code for r in remarks([card(code, "甲", rows, **more)], NAMES, RULES)]


def test_an_examiners_name_is_told_at_its_cell():
    """A report that quotes it would be refused: it is told when the cards come in."""
    rows = [("4.1.2", 60, "甲示例查到总经理每月主持质量例会的纪要", "夜班人员的参与情况没有数据")]
    told = remarks([card("A", "乙示例", rows)], NAMES, RULES, ["甲示例", "丙示例"])
    (found,) = [r for r in told if r.code == "comment-names-examiner"]
    assert found.place.cell == "F8"
    assert "甲示例" in found.message


GOOD = "总经理每月主持质量例会，纪要可追溯到2021年"
WANTING = "夜班人员的参与情况没有数据，只有白班的统计"


def test_a_card_without_words_is_told_once():
    wordless = card("A", "甲", [("4.1.2", 60, "", ""), ("4.1.3", 60, "", "")])
    (found,) = remarks([wordless], NAMES, RULES)
    assert (found.code, found.place.cell) == ("comment-empty", "F8")
    assert "整份" in found.message


ITEMS = ("4.1.2", "4.1.3", "4.1.4", "4.2.2", "4.2.3", "4.3.2", "4.3.3")


def test_whoever_writes_by_category_is_held_to_a_word_per_category():
    first = {"4.1.2": GOOD, "4.2.2": "规划经两轮研讨后发布，附有测算依据", "4.3.2": WANTING}
    every = [(c, 60, first.get(c, ""), "") for c in ITEMS]
    assert codes(*every) == []
    two = [(c, 60, first[c] if c in ("4.1.2", "4.2.2") else "", "") for c in ITEMS]
    (found,) = remarks([card("A", "甲", two)], NAMES, RULES)
    assert found.code == "comment-empty"
    assert found.message == "类目4.3没有一句评语"
    most = [(c, 60, "" if c == "4.1.3" else f"{GOOD}（{c}）", "") for c in ITEMS]
    (found,) = remarks([card("A", "甲", most)], NAMES, RULES)
    assert found.message == "1个条目打了分，没有评语：4.1.3（F9）"


def test_a_matrix_has_no_place_for_words_and_is_told():
    (found,) = remarks(
        [card("A", "甲", [("4.1.2", 60, "", "")], word_columns=("", ""))], NAMES, RULES
    )
    assert found.place.cell is None
    assert "没有评语栏" in found.message


def test_the_consensus_card_and_cards_without_marks_need_no_words():
    assert codes(("4.1.2", 60, "", ""), consensus=True) == []
    assert codes(("4.1.2", 60, "", ""), state=CardState.RECUSED) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        " / ",
        "——",
        "略",
        "N/A",
        "暂无",
        "没有",
        "暂无明显不足",
        "未发现明显改进机会",
        "。",
    ],
)
def test_what_says_nothing_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["无明显变化的趋势数据", "没有标杆对比", "好", "未建立机制"])
def test_what_says_something_is_not_blank(text):
    assert not is_blank(text)


@pytest.mark.parametrize(("length", "told"), [(14, ["comment-short"]), (15, [])])
def test_the_shortest_comment_is_a_setting(length, told):
    text = "高层领导每月主持质量例会有记录"[:length]
    assert len(text) == length
    assert codes(("4.1.2", 60, text, "")) == told


@pytest.mark.parametrize(
    ("percent", "strength", "opportunity", "told"),
    [
        (70, "", WANTING, ["comment-contrary"]),
        (65, "", WANTING, []),
        (30, GOOD, "", ["comment-contrary"]),
        (35, GOOD, "", []),
        (80, GOOD, "", []),
        (20, "", WANTING, []),
        (80, GOOD, WANTING, []),
        (80, "无", WANTING, ["comment-contrary"]),
    ],
)
def test_praise_and_mark(percent, strength, opportunity, told):
    assert codes(("4.1.2", percent, strength, opportunity)) == told
    # points say nothing of high and low without the points of the item
    assert codes(("4.1.2", percent, strength, opportunity), scale="points") == []


def test_the_own_name_is_no_other_firm_and_no_difference():
    own = "瓯江泵阀门公司建立了三级绩效指标体系，每月通报"
    assert codes(("4.6.2", 60, own, WANTING)) == []
    other = own.replace("瓯江泵阀门公司", "海桐服饰")
    cards = [card("A", "甲", [("4.6.2", 60, own, "")]), card("D", "甲", [("4.6.2", 60, other, "")])]
    found = remarks(cards, NAMES, RULES)
    assert [r.code for r in found] == ["comment-repeated", "comment-repeated"]
    assert "海桐服饰有限公司（甲，F8）" in found[0].message


def test_the_same_text_by_two_examiners_for_one_firm_is_no_fault():
    cards = [card("A", who, [("4.6.2", 60, GOOD, "")]) for who in ("甲", "乙")]
    assert remarks(cards, NAMES, RULES) == []


@pytest.mark.parametrize(
    "text",
    [
        "供应商响应时间缩短，应用系统覆盖全部业务，应对措施明确",
        "员工合理化建议全年1286条，对建议开展评比并奖励",
        "未明确各岗位应当承担的质量责任，抽查三个部门均如此",
        "规定新员工必须培训合格后上岗，抽查28人均有证书",
        "需采购部门确认的单据减少一半，主要采购渠道稳定",
        "应收账款周转天数逐年下降，应急预案每年演练两次",
    ],
)
def test_words_that_only_look_like_orders(text):
    assert codes(("4.1.2", 60, text, "")) == []
    if "规定" not in text:  # a rule of the firm is no opportunity
        assert codes(("4.1.2", 60, "", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "望企业购买财务共享软件提升效率", "可考虑购买某公司的质量管理软件", "要求其三个月内完成环境体系认证",
        "一定要请咨询公司进行卓越绩效辅导", "不要再使用人工记录，全部改成电子表单", "应安排专人负责顾客投诉处理工作",
        "应有专人负责收集竞争对手的信息", "要建立首席质量官制度并配专职人员", "强烈建议更换现有的设备供应商",
        "建议由总经理直接分管质量部门", "公司须购置一台直读光谱仪用于来料检验", "宜采购进口加工中心替换老旧设备",
    ],
)  # fmt: skip
def test_orders_in_other_words(text):
    assert "comment-prescribes" in codes(("4.1.2", 60, "", text))


@pytest.mark.parametrize(
    "text",
    [
        "员工建议采纳后的奖励兑现缺少跟踪数据", "关键岗位应知应会考核结果没有与薪酬挂钩", "建议进一步完善战略评审的数据支撑",
        "产品必须符合的出口国标准没有识别清单", "公司要求供应商提供的检测报告没有逐批核对", "设备采购计划与战略目标之间缺少联系",
        "未见聘请外部专家评价改进效果的记录", "要素分析没有覆盖宏观环境的变化", "相关方反应不够及时，适应市场变化的能力不足",
    ],
)  # fmt: skip
def test_findings_that_hold_the_same_words(text):
    assert codes(("4.1.2", 60, "", text)) == []


def test_every_form_of_a_name():
    full = "温州大江泵阀门有限公司"
    assert spoken(full) == {
        full, "大江泵阀门有限公司", "温州大江泵阀门", "大江泵阀门", "大江泵阀", "大江阀门",
        *(brand + kind for brand in ("大江", "大江泵") for kind in ("公司", "企业", "集团", "股份")),
    }  # fmt: skip
    assert spoken("瑞安市创新阀门有限公司") == {  # 创新 stands in any text
        "瑞安市创新阀门有限公司", "市创新阀门有限公司", "创新阀门有限公司", "瑞安市创新阀门", "创新阀门",
    }  # fmt: skip
    assert spoken("示例东风股份有限公司") == {"示例东风股份有限公司", "示例东风"}
    assert (bare("温州市水泵厂"), bare("温州水泵厂")) == ("水泵", "水泵")
    assert spoken("") == frozenset()


def test_forms_of_a_name():
    assert bare("温州瓯江泵阀门（集团）有限公司") == "瓯江泵阀门"
    assert {"瓯江泵阀门", "瓯江阀门", "瓯江公司"} <= spoken("温州瓯江泵阀门（集团）有限公司")
    assert bare("温州演示丰祥食品有限公司") == "丰祥食品"
    assert not any(len(f) < 3 for f in spoken("温州市水务集团有限公司"))
    assert spoken(" ") == frozenset()
    # 智能 stands in any text: nothing shorter than the rest of the name tells this firm
    assert min(spoken("温州智能制造设备有限公司"), key=len) == "智能制造设备"


def test_the_longest_form_of_each_other_firm_is_named_once():
    firms = Firms({"1": ("温州瓯江泵业有限公司",), "2": ("温州大江泵阀门有限公司",)})
    for text in ("大江泵阀门有限公司，大江阀门", "大江阀门，大江泵阀门有限公司，大江公司"):
        assert firms.others(f"与{text}相比，瓯江泵业较好", "1") == [("大江泵阀门有限公司", "2")]


def test_one_character_names_nobody():
    """As a former name somebody writes 无, a stroke or one letter."""
    assert Firms({"A": ("演示阀门有限公司", "无", "X")}).others("无不足，X轴", "B") == []


def test_a_form_that_two_firms_share_names_neither():
    firms = Firms({"1": ("温州瓯江泵业有限公司",), "2": ("温州瓯江阀门有限公司",)})
    assert firms.others("瓯江公司建立了体系", "1") == []
    assert firms.others("瓯江阀门建立了体系", "1") == [("瓯江阀门", "2")]
