"""The columns of 推荐汇总表 and 申报表, each said once: what it is called, holds, and is filled in with.

Source: workbooks.md §1. The order is the order of the shipped table. Reading, the blanks, 填表说明 and
docs/tables.md derive from it, and from `registers` for the other tables that come in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Literal

from wzqa.regions import Speech

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.regions import Area


class Kind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    SHORT = "short"  # a short text, set in the middle of its column
    WORD = "word"  # the same, spaces and widths of letters folded
    NAME = "name"  # of an organisation
    PERSON = "person"
    NAMES = "names"  # several, separated by 、；;
    CODE = "code"  # 统一社会信用代码
    DAY = "day"
    YES_NO = "yes_no"  # 是 / 否 → True / False
    IN_HAND = "in_hand"  # 已提交 / 未提交, 是 / 否, √ → True / False
    MONEY = "money"  # 万元
    COUNT = "count"
    CHOICE = "choice"
    YEAR = "year"
    MOBILE = "mobile"


class Section(StrEnum):
    """The parts of 申报表, in their order."""

    BASICS = "一、基本情况"
    FIGURES = "二、经营情况（单位：万元）"
    QUALITY = "三、质量管理和创新"
    CONDUCT = "四、守法和信用"
    PAPERS = "五、报送的材料"
    CONTACT = "六、联系方式"
    OFFICE = "七、以下由受理和推荐的单位填写"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: `key` is the attribute of the record that a row becomes (`models`).

    `required`: the table is not understood without its heading. `asked`: 填表说明 calls it 必填 (None: as
    `required`). `guide` and `example` are written for somebody who never saw the rules. `choices` are
    offered as a list, or those that the cycle has (`listed`), which also fill {regions}, {awards} and
    {qualifications} in `guide` and `example`. `ours`: the tool fills it in, the cell is locked.
    A day in a text that is not `dated` was something else before a program changed it (3/5).
    """

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    years: int = 0  # 3: the field is a triple over 前三年, 前二年, 上一年; attribute is a 3-tuple
    asked: bool | None = None
    guide: str = ""
    example: str = ""
    listed: Literal["", "regions", "awards", "qualifications", "stages"] = ""
    section: Section | None = None  # of 申报表
    rank: int = 0  # within the section, where the form asks in another order than the table
    lines: int = 1  # room on the form
    width: int = 0  # of the column in a blank register; 0: as wide as its kind usually is
    ours: bool = False
    dated: bool = True  # a day may be all that stands in it

    @property
    def must(self) -> bool:
        """Say whether whoever fills the table in must fill this."""
        return self.required if self.asked is None else self.asked


EITHER = "服从调剂"  # written for 申报奖项 by one who takes whichever award
_AMOUNT = "填审定或报税口径的数，单位万元；亏损填负数"

# {…} are words of the area that an award is for (`Speech`)
# fmt: off
_PATTERNS: tuple[Field, ...] = (
    Field("app_no", "申报编号", ("编号",), section=Section.OFFICE, rank=1, guide="不用填，收件时由评审办编号"),
    Field("name", "申报组织名称",
          ("申报单位", "单位名称", "企业名称", "组织名称", "申报组织", "申报单位名称", "申报企业名称", "申报企业（组织）名称", "企业（组织）全称", "企业（组织）名称", "申报组织名称（全称）", "单位全称", "企业全称"),
          Kind.NAME, required=True, section=Section.BASICS, guide="与营业执照或登记证书上的名称一字不差",
          example="{town}示例阀门有限公司"),
    Field("former_names", "曾用名", ("原名称", "曾用名称", "原单位名称"), Kind.NAMES, section=Section.BASICS,
          guide="用过的名称，几个之间用“、”隔开；没有填“无”", example="无"),
    Field("uscc", "统一社会信用代码",
          ("信用代码", "社会信用代码", "统一信用代码", "组织机构代码/信用代码", "组织机构代码", "营业执照号", "统一社会信用代码证号"),
          Kind.CODE, required=True, section=Section.BASICS,
          guide="营业执照或登记证书上的18位代码，只有数字和大写字母", example="91330302MAXX00015J"),
    Field("award", "申报奖项", ("奖项", "申报类别", "申报奖项类别"), Kind.CHOICE, choices=(EITHER,),
          section=Section.BASICS, listed="awards", guide="从下拉列表中选一个；哪个奖都可以的选“服从调剂”"),
    Field("region", "所属{unit}",
          ("所属区域", "属地", "所在地", "县市区", "县（市、区）", "功能区", "推荐地", "所属县（市、区）、功能区", "所在县（市、区）", "所属地区"),
          Kind.NAME, asked=True, section=Section.BASICS, listed="regions",
          guide="从下拉列表中选登记所在的{units}"),
    Field("channel", "申报渠道", ("推荐渠道",), Kind.CHOICE, choices=(),
          section=Section.BASICS, guide="由{units}推荐的填“属地”", example="属地"),
    Field("recommender", "推荐单位", ("推荐部门", "推荐机构"), Kind.NAME, section=Section.OFFICE,
          guide="推荐单位的全称", example="{region}市场监督管理局"),
    Field("recommended", "推荐意见", ("推荐情况",), Kind.CHOICE, choices=("推荐", "优先推荐", "不推荐"),
          asked=True, section=Section.OFFICE, guide="由推荐单位填写", example="推荐"),
    Field("association", "推荐协会（商会）", ("行业协会", "推荐协会", "行业协会（商会）"), Kind.NAME,
          section=Section.OFFICE, rank=-1, guide="经行业协会（商会）推荐的填其全称，没有填“无”", example="无"),
    Field("address", "通讯地址", ("地址", "联系地址", "注册地址"), dated=False, section=Section.BASICS,
          guide="收文书的地址，写到门牌号", example="{place}示例路1号"),
    Field("postcode", "邮政编码", ("邮编",), dated=False, section=Section.BASICS, guide="6位", example="325000"),
    Field("org_type", "组织类型", ("单位性质", "企业性质", "类型", "企业类型"), section=Section.BASICS,
          guide="照营业执照或登记证书的“类型”填写", example="有限责任公司"),
    Field("legal_person", "独立法人资格", ("是否独立法人", "法人资格"), Kind.YES_NO, asked=True, section=Section.BASICS,
          guide="分公司、分支机构不是独立法人，填“否”", example="是"),
    Field("legal_rep", "法定代表人", ("法人代表", "负责人"), Kind.NAME, section=Section.BASICS,
          guide="营业执照或登记证书上的法定代表人姓名", example="张三"),
    Field("reg_date", "成立日期", ("注册日期", "登记日期", "成立时间", "注册时间", "登记时间"), Kind.DAY,
          asked=True, section=Section.BASICS, guide="营业执照或登记证书上的成立日期，写到日", example="2012-03-15"),
    Field("stoppage", "停产停业情况", ("停业情况", "停产情况"), section=Section.BASICS,
          guide="成立以来停产、停业过的写明起止日期和原因，没有填“无”", example="无"),
    Field("industry", "所属行业", ("行业", "国民经济行业", "行业代码"), section=Section.BASICS,
          guide="国民经济行业分类的代码或名称（GB/T 4754）", example="C3443 阀门和旋塞制造"),
    Field("field", "申报领域", ("领域",), Kind.CHOICE, choices=("工业", "农林业", "工程建设", "服务提供"),
          section=Section.BASICS, guide="从下拉列表中选一个", example="工业"),
    Field("employees", "从业人员（人）", ("从业人员", "职工人数", "员工人数", "人数", "从业人数"), Kind.COUNT,
          section=Section.BASICS, guide="上年末从业人员数，只填数字", example="860"),
    Field("size", "企业规模", ("规模", "规模类型"), Kind.CHOICE, choices=("大型", "中型", "小型", "微型"),
          section=Section.BASICS, guide="按统计上大中小微型企业划分办法选一个；不是企业的留空", example="中型"),
    Field("revenue", "营业收入（万元）", ("营业收入", "主营业务收入", "销售收入"), Kind.MONEY, years=3,
          asked=True, section=Section.FIGURES, guide=_AMOUNT, example="35600.25"),
    Field("profit", "利润总额（万元）", ("利润总额", "利润"), Kind.MONEY, years=3, section=Section.FIGURES,
          guide=_AMOUNT + "。是利润总额，不是利税", example="4120.8"),
    Field("tax", "纳税总额（万元）", ("纳税总额", "纳税额", "缴税总额"), Kind.MONEY, years=3,
          section=Section.FIGURES, guide=_AMOUNT + "。是实际缴纳的税款", example="2310"),
    Field("assets", "资产总额（万元）", ("资产总额", "总资产"), Kind.MONEY, years=3, section=Section.FIGURES,
          guide=_AMOUNT + "，取年末数", example="51200"),
    Field("pe_start", "导入卓越绩效日期",
          ("导入时间", "实施卓越绩效时间", "导入年月", "导入卓越绩效时间", "卓越绩效导入时间", "导入卓越绩效年月"),
          Kind.DAY, asked=True, section=Section.QUALITY, guide="开始按卓越绩效评价准则管理的日期，至少写到月",
          example="2019年3月"),
    Field("rank_claim", "行业排名", ("市场占有率", "行业地位"), dated=False, section=Section.QUALITY,
          guide="写明产品、范围、名次和出处", example="阀门，全国第3，示例协会2025年统计"),
    Field("level_claim", "技术、服务和质量指标水平",
          ("技术服务和质量指标水平", "指标水平", "技术、服务和质量指标", "质量指标水平", "技术质量指标水平"),
          dated=False, section=Section.QUALITY, lines=2,
          guide="写明哪些技术、服务和质量指标达到国内领先水平及其依据",
          example="密封寿命12万次，国家阀门质检中心2025年报告，国内领先"),
    Field("innovation", "创新成果", ("主要创新成果",), section=Section.QUALITY, lines=2,
          guide="近3年的主要成果，写明名称和时间", example="2024年省科技进步奖二等奖"),
    Field("agri", "是否农产品生产", ("农产品生产企业", "是否农产品生产企业"), Kind.YES_NO,
          asked=True, section=Section.QUALITY, guide="生产食用农产品的填“是”", example="否"),
    Field("agri_grade", "标准化生产绩效评价等级", ("绩效评价等级", "评价等级"), Kind.CHOICE,
          choices=("A", "B", "C", "D"), section=Section.QUALITY, guide="农产品生产企业填，其他留空"),
    Field("sampling", "近{lookback}年监督抽查不合格",
          ("质量抽查", "监督抽查情况", "近{lookback}年监督抽查情况", "监督抽查不合格"), asked=True, section=Section.CONDUCT,
          guide="近{lookback}年有不合格的写明日期、产品和处理，没有填“无”", example="无"),
    Field("accidents", "近{lookback}年较大以上事故", ("事故情况", "近{lookback}年事故情况", "较大以上事故"),
          asked=True, section=Section.CONDUCT, guide="近{lookback}年有较大以上事故的写明日期、类别、等级，没有填“无”", example="无"),
    Field("complaints", "近{lookback}年重大投诉", ("投诉情况", "重大投诉"), asked=True, section=Section.CONDUCT,
          guide="近{lookback}年有重大投诉的写明日期和处理，没有填“无”", example="无"),
    Field("violations", "近{lookback}年严重违法违规", ("违法违规", "严重违法违规", "违法违规情况"),
          asked=True, section=Section.CONDUCT, guide="近{lookback}年有严重违法违规的写明日期、事由、处罚，没有填“无”", example="无"),
    Field("credit_date", "信用报告日期", ("信用查询日期", "信用报告时间"), Kind.DAY, asked=True, section=Section.CONDUCT,
          guide="所附信用报告的出具日期，写到日", example="2026-06-10"),
    Field("encouraged", "鼓励支持类别", ("鼓励支持", "鼓励类别", "支持类别"), section=Section.BASICS,
          guide="属于办法鼓励或重点支持的写明类别，不影响评审；没有可空", example="重点支持：智能装备"),
    Field("county_award", "获{unit_level}级政府质量奖年度", ("县（市、区）质量奖", "县长质量奖", "获{unit_level}级质量奖年度"),
          section=Section.QUALITY, guide="获得的年度；没有填“无”", example="2022"),
    Field("past_city_award", "曾获{level}质量奖年度及奖项", ("{level}长质量奖", "曾获{level}质量奖", "曾获{level}长质量奖"),
          section=Section.QUALITY, guide="年度和奖项；没有填“无”", example="无"),
    Field("self_report", "自评报告", ("自我评价报告", "自评报告提交"), Kind.IN_HAND, asked=True, section=Section.PAPERS,
          guide="有没有随表报送", example="已提交"),
    Field("form", "申报表", ("申报表提交",), Kind.IN_HAND, asked=True, section=Section.PAPERS, guide="有没有随表报送",
          example="已提交"),
    Field("proofs", "证明材料", ("证实性材料", "证明性材料"), Kind.IN_HAND, asked=True, section=Section.PAPERS,
          guide="有没有随表报送", example="已提交"),
    Field("promise", "承诺书", ("真实性承诺", "承诺"), Kind.IN_HAND, asked=True, section=Section.PAPERS,
          guide="有没有随表报送，须法定代表人签字、单位盖章", example="已提交"),
    Field("received", "收件日期", ("申报日期",), Kind.DAY, section=Section.OFFICE, asked=True,
          guide="由受理单位填写收到材料的日期", example="2026-06-20"),
    Field("sent", "报送日期", ("报送时间", "上报日期", "上报时间"), Kind.DAY, section=Section.OFFICE,
          guide="由{units}填写报送{level}评审办的日期", example="2026-07-10"),
    Field("contact", "联系人", ("联系人姓名",), Kind.NAME, section=Section.CONTACT, guide="办理申报的人",
          example="李四"),
    Field("phone", "联系电话", ("电话", "固定电话"), dated=False, section=Section.CONTACT, guide="区号和号码",
          example="0577-00000000"),
    Field("mobile", "手机", ("手机号码", "手机号", "联系手机"), dated=False, section=Section.CONTACT, guide="11位",
          example="13800000000"),
    Field("email", "电子邮箱", ("邮箱", "E-mail", "电子邮件"), section=Section.CONTACT, guide="收通知用的邮箱",
          example="lisi@example.com"),
    Field("remark", "备注", ("说明",), section=Section.CONTACT, guide="需要说明的其他情况，没有可空"),
)
# fmt: on


@cache
def columns(speech: Speech) -> tuple[Field, ...]:
    """Give the columns as an award's area speaks of them."""
    words = {key: getattr(speech, key) for key in Speech.__slots__}

    def spoken(text: str) -> str:
        return text.format(**words) if "{" in text else text

    return tuple(
        replace(
            one,
            heading=spoken(one.heading),
            aliases=tuple(map(spoken, one.aliases)),
            choices=speech.channels if one.key == "channel" else one.choices,
            guide=spoken(one.guide),
            example=spoken(one.example),
        )
        for one in _PATTERNS
        if speech.lower_award or one.key != "county_award"
    )


FIELDS = columns(Speech())
BY_KEY: dict[str, Field] = {f.key: f for f in FIELDS}


def of_section(section: Section, fields: tuple[Field, ...] = FIELDS) -> list[Field]:
    """List what a part of 申报表 asks for, in its order."""
    return sorted((f for f in fields if f.section is section), key=lambda f: f.rank)


def choices(key: str, awards: tuple[str, ...]) -> tuple[str, ...]:
    """List what a field allows; `awards` are the names of the cycle's awards."""
    return (*awards, EITHER) if key == "award" else BY_KEY[key].choices


@dataclass(frozen=True, slots=True)
class Offered:
    """What a cycle asks applicants for: columns, awards, who recommends, the award's name as a whole.

    `spellings` go from other ways to write an award to its name.
    """

    awards: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...] = ()
    fields: tuple[Field, ...] = FIELDS
    regions: tuple[str, ...] = ()
    umbrella: str = "质量奖"

    def __hash__(self) -> int:
        """Leave the many columns out: what is read is remembered by what is offered, cell by cell."""
        return hash((self.awards, self.spellings, self.regions, self.umbrella))

    def choices(self, key: str) -> tuple[str, ...]:
        """List what a field allows."""
        if key == "award":
            return (*self.awards, EITHER)
        return next(f.choices for f in self.fields if f.key == key)


def heading(key: str) -> str:
    """Give the heading that the office knows a field by; `revenue_1` is 前三年 of `revenue`."""
    base, _, year = key.rpartition("_")
    if year in {"1", "2", "3"} and base in BY_KEY and BY_KEY[base].years:
        return f"{BY_KEY[base].heading}{('前三年', '前二年', '上一年')[int(year) - 1]}"
    return BY_KEY[key].heading


def order_of(key: str, awards: tuple[str, ...], area: Area) -> Callable[[str], tuple[int, str]]:
    """Give the sort key that groups are printed by: as the region table and the drop-downs have them.

    A blank comes last.
    """
    if key == "region":
        return area.name_key
    listed = choices(key, awards)

    def place(value: str) -> tuple[int, str]:
        if value in listed:
            return (listed.index(value), "")
        return (len(listed) + (not value), value)

    return place
