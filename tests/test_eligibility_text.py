"""What stands under the rules: days in free text, anniversaries, places outside, size classes."""

import doctest
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from wzqa import dates, names
from wzqa.regulation import default_profile, load_edition
from wzqa.rules import cutting, outside, sizes, wording
from wzqa.rules import statements as events

LATEST = date(2026, 7, 31)
AREA = load_edition(default_profile()).area


@pytest.mark.parametrize("module", [dates, sizes])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def days(text):
    tokens, _ = wording.tokens(wording.plain(text), "E10")
    return [dates.spell(t.day) for t in tokens if t.day and not t.trouble]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年3月5日", ["2024年3月5日"]),
        ("2024年3月5号", ["2024年3月5日"]),
        ("2024年3月", ["2024年3月"]),
        ("2024年03月05日", ["2024年3月5日"]),
        ("2024 年 3 月", ["2024年3月"]),
        ("2024年 3月 5日", ["2024年3月5日"]),
        ("2024-03-05", ["2024年3月5日"]),
        ("2024/3/5", ["2024年3月5日"]),
        ("2024.3.5", ["2024年3月5日"]),
        ("2024.3", ["2024年3月"]),
        ("20240305", ["2024年3月5日"]),
        ("二〇二四年三月五日", ["2024年3月5日"]),
        ("二○二三年十二月三十一日", ["2023年12月31日"]),
        ("二零二四年十月二十日", ["2024年10月20日"]),
        ("２０２４年３月", ["2024年3月"]),
        ("2024年3月5日至8日", ["2024年3月5日至2024年3月8日"]),
        ("2023年5月、8月", ["2023年5月", "2023年8月"]),
        ("2023年5月至8月", ["2023年5月1日至2023年8月31日"]),
        ("2023年—2025年", ["2023年至2025年"]),
        ("2024年2月29日", ["2024年2月29日"]),
        ("2023年2月29日", []),
        ("2024年13月", []),
        ("2024年", ["2024年"]),
        ("2024年度", ["2024年"]),
        ("24年3月", []),
        ("3月5日", []),
        ("次年3月", []),
        ("温市监罚〔2024〕15号", []),
        ("330302197001011234", []),
    ],
)
def test_days_in_free_text(text, expected):
    assert days(text) == expected


@given(day=st.dates(min_value=date(1950, 1, 1), max_value=LATEST))
@effort(max_examples=100)
def test_every_way_of_writing_a_day_reads_the_same(day):
    y, m, d = day.year, day.month, day.day
    for text in (
        f"{y}年{m}月{d}日",
        f"{y}-{m:02}-{d:02}",
        f"{y}.{m}.{d}",
        f"{y}/{m}/{d}",
        f"{y}{m:02}{d:02}",
    ):
        assert days(f"有:{text}事故") == [f"{y}年{m}月{d}日"]


@pytest.mark.parametrize(
    ("text", "denied"),
    [("无", True), ("没有", True), ("否", True), ("无。", True), ("未获得", True), ("从未获得过", True),
     ("暂无", True), ("2022", False), ("2022年县长质量奖", False), ("有", False), ("", False), ("否认", False)],
)  # fmt: skip
def test_what_says_no_more_than_nothing(text, denied):
    assert events.denies(text) is denied


@given(day=st.dates(), years=st.integers(-12000, 12000))
@effort(max_examples=200)
def test_an_anniversary_keeps_its_month_and_never_raises(day, years):
    due = dates.add_years(day, years)
    if date.min < due < date.max:
        assert due.month == day.month
        assert day.day - due.day in {0, 1}


@given(day=st.dates(), days_back=st.integers(0, 10**12))
def test_counting_back_stops_at_the_first_day(day, days_back):
    assert dates.days_before(day, days_back) == (
        day - timedelta(days=days_back) if days_back <= (day - date.min).days else date.min
    )


# --- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["杭州市", "杭州", "浙江杭州", "浙江省台州市", "福建福州", "福建省福州市鼓楼区", "宁波鄞州", "宁波市鄞州区", "上海", "上海浦东新区",
     "北京市朝阳区", "滨江区", "义乌", "浙江省义乌市佛堂镇", "内蒙古自治区", "台湾省", "苏州工业园区".replace("工业园区", "市")],
)  # fmt: skip
def test_a_place_outside_is_certain(text):
    assert outside.certain(text, AREA)


@pytest.mark.parametrize(
    "text",
    ["", "滨江", "江北", "福鼎市", "吉林路12号", "杭州路", "海南路街区", "上海花园小区", "温州市杭州路", "杭州市（温州分公司）",
     "鹿城区滨江街道", "浙江省", "中国", "外地", "?", "😀"],
)  # fmt: skip
def test_what_is_not_certain_is_left_open(text):
    assert outside.certain(text, AREA) is None


def test_no_name_or_alias_of_our_own_is_ever_outside():
    for region in AREA.regions:
        for name in (region.name, region.short, *region.aliases, f"浙江省温州市{region.name}"):
            assert outside.certain(name, AREA) is None, name


def test_the_table_holds_all_provinces_and_zhejiang_without_wenzhou():
    text = (resources.files("wzqa") / "data/outside.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    assert len(data["province"]) == 33  # 34 provinces without 浙江
    assert [p["name"] for p in data["prefecture"]] == [
        "杭州市", "宁波市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "舟山市", "台州市", "丽水市",
    ]  # fmt: skip
    listed = [n for p in data["province"] for n in p["prefectures"]]
    assert len(listed) == len(set(listed))
    assert "温州市" not in listed


# --- size classes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("industry", "sector"),
    [
        ("C3829", "工业"),
        ("3829", "工业"),
        ("38", "工业"),
        ("C", "工业"),
        ("通用设备制造业", "工业"),
        ("F5211", "零售业"),
        ("51", "批发业"),
        ("F", None),
        ("批发和零售业", None),
        ("E47", "建筑业"),
        ("7010", "房地产开发经营"),
        ("7020", "物业管理"),
        ("70", None),
        ("5920", "仓储业"),
        ("59", None),
        ("I65", "软件和信息技术服务业"),
        ("G6510", "软件和信息技术服务业"),
        ("66", None),
        ("", None),
        ("😀", None),
        ("L72", "租赁和商务服务业"),
        ("A01", "农、林、牧、渔业"),
        ("ＣＡ", None),
    ],
)
def test_sectors_by_code_and_by_name(industry, sector):
    found = sizes.sector(industry)
    assert (found.name if found else None) == sector


@pytest.mark.parametrize(
    ("industry", "figures", "expected"),
    [
        ("38", (1000, 40000, None), "大型"),
        ("38", (999, 40000, None), "中型"),
        ("38", (1000, 39999, None), "中型"),
        ("38", (300, 2000, None), "中型"),
        ("38", (20, 300, None), "小型"),
        ("38", (19, 300, None), "微型"),
        ("38", (19, 299, None), "微型"),
        ("01", (None, 20000, None), "大型"),
        ("47", (None, 80000, 79999), "中型"),
        ("72", (300, None, 120000), "大型"),
        ("72", (300, None, None), None),
        ("38", (None, 40000, None), None),
    ],
)
def test_all_indicators_must_reach_a_class(industry, figures, expected):
    named = dict(
        zip(sizes.INDICATORS, (None if f is None else Decimal(f) for f in figures), strict=True)
    )
    assert sizes.size_class(sizes.sector(industry), named) == expected


def test_names_are_compared_without_width_and_spaces_but_words_matter():
    assert names.any_alike(["示例（温州）有限公司"], ["示例(温州) 有限公司"])
    assert not names.any_alike(["示例有限公司"], ["示例有限责任公司"])
    assert not names.any_alike([""], [""])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("无\n无", 2),
        ("抽检合格\n全部合格", 2),
        ("抽检合格\n2025年3月", 2),
        ("合格批次\n0", 1),
        ("合格：\n无", 1),
    ],
)
def test_a_line_break_after_a_whole_denial_parts_two_statements(text, lines):
    assert len(cutting.joined(text, "E09").splitlines()) == lines


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("抽检合格 2025年3月有1起", 2),
        ("抽检合格 2025年3月", 2),
        ("抽检合格 被罚款3万元", 1),
        ("抽检合格 无投诉", 1),
    ],
)
def test_a_space_after_a_whole_denial_parts_what_tells_anew(text, pieces):
    assert len(cutting._at_spaces(text, "E09")) == pieces
