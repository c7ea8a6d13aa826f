"""The columns of 推荐汇总表 and 申报表: field names, headings, aliases, kinds, allowed values.

Source: workbooks.md §1. The order is the order of the shipped table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    NAMES = "names"  # several, separated by 、；;
    CODE = "code"  # 统一社会信用代码
    DAY = "day"
    YES_NO = "yes_no"  # 是 / 否 → True / False
    IN_HAND = "in_hand"  # 已提交 / 未提交, 是 / 否, √ → True / False
    MONEY = "money"  # 万元
    COUNT = "count"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: `key` is the attribute of `models.Applicant`."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    years: int = 0  # 3: the field is a triple over 前三年, 前二年, 上一年; attribute is a 3-tuple


EITHER = "服从调剂"  # written for 申报奖项 by one who takes whichever award

FIELDS: tuple[Field, ...] = (
    Field("app_no", "申报编号", ("编号",)),
    Field(
        "name",
        "申报组织名称",
        (
            "申报单位",
            "单位名称",
            "企业名称",
            "组织名称",
            "申报组织",
            "申报单位名称",
            "申报企业名称",
            "申报企业（组织）名称",
            "企业（组织）全称",
            "企业（组织）名称",
            "申报组织名称（全称）",
            "单位全称",
            "企业全称",
        ),
        required=True,
    ),
    Field("former_names", "曾用名", ("原名称", "曾用名称", "原单位名称"), Kind.NAMES),
    Field(
        "uscc",
        "统一社会信用代码",
        (
            "信用代码",
            "社会信用代码",
            "统一信用代码",
            "组织机构代码/信用代码",
            "组织机构代码",
            "营业执照号",
            "统一社会信用代码证号",
        ),
        Kind.CODE,
        required=True,
    ),
    Field(
        "award",
        "申报奖项",
        ("奖项", "申报类别", "申报奖项类别"),
        Kind.CHOICE,
        (EITHER,),  # and the names of the cycle's awards: see `choices`
    ),
    Field(
        "region",
        "所属县（市、区）",
        (
            "所属区域",
            "属地",
            "所在地",
            "县市区",
            "县（市、区）",
            "功能区",
            "推荐地",
            "所属县（市、区）、功能区",
            "所在县（市、区）",
            "所属地区",
        ),
    ),
    Field("channel", "申报渠道", ("推荐渠道",), Kind.CHOICE, ("属地", "省直属", "市直属")),
    Field("recommender", "推荐单位", ("推荐部门", "推荐机构")),
    Field(
        "recommended",
        "推荐意见",
        ("推荐情况",),
        Kind.CHOICE,
        ("推荐", "优先推荐", "不推荐"),
    ),
    Field("association", "推荐协会（商会）", ("行业协会", "推荐协会", "行业协会（商会）")),
    Field("address", "通讯地址", ("地址", "联系地址", "注册地址")),
    Field("postcode", "邮政编码", ("邮编",)),
    Field("org_type", "组织类型", ("单位性质", "企业性质", "类型", "企业类型")),
    Field("legal_person", "独立法人资格", ("是否独立法人", "法人资格"), Kind.YES_NO),
    Field("legal_rep", "法定代表人", ("法人代表", "负责人")),
    Field(
        "reg_date",
        "成立日期",
        ("注册日期", "登记日期", "成立时间", "注册时间", "登记时间"),
        Kind.DAY,
    ),
    Field("stoppage", "停产停业情况", ("停业情况", "停产情况")),
    Field("industry", "所属行业", ("行业", "国民经济行业", "行业代码")),
    Field(
        "field",
        "申报领域",
        ("领域",),
        Kind.CHOICE,
        ("工业", "农林业", "工程建设", "服务提供"),
    ),
    Field(
        "employees",
        "从业人员（人）",
        ("从业人员", "职工人数", "员工人数", "人数", "从业人数"),
        Kind.COUNT,
    ),
    Field(
        "size",
        "企业规模",
        ("规模", "规模类型"),
        Kind.CHOICE,
        ("大型", "中型", "小型", "微型"),
    ),
    Field(
        "revenue",
        "营业收入（万元）",
        ("营业收入", "主营业务收入", "销售收入"),
        Kind.MONEY,
        years=3,
    ),
    Field("profit", "利润总额（万元）", ("利润总额", "利润"), Kind.MONEY, years=3),
    Field("tax", "纳税总额（万元）", ("纳税总额", "纳税额", "缴税总额"), Kind.MONEY, years=3),
    Field("assets", "资产总额（万元）", ("资产总额", "总资产"), Kind.MONEY, years=3),
    Field(
        "pe_start",
        "导入卓越绩效日期",
        (
            "导入时间",
            "实施卓越绩效时间",
            "导入年月",
            "导入卓越绩效时间",
            "卓越绩效导入时间",
            "导入卓越绩效年月",
        ),
        Kind.DAY,
    ),
    Field("rank_claim", "行业排名", ("市场占有率", "行业地位")),
    Field("innovation", "创新成果", ("主要创新成果",)),
    Field("agri", "是否农产品生产", ("农产品生产企业", "是否农产品生产企业"), Kind.YES_NO),
    Field(
        "agri_grade",
        "标准化生产绩效评价等级",
        ("绩效评价等级", "评价等级"),
        Kind.CHOICE,
        ("A", "B", "C", "D"),
    ),
    Field(
        "sampling",
        "近3年监督抽查不合格",
        ("质量抽查", "监督抽查情况", "近3年监督抽查情况", "监督抽查不合格"),
    ),
    Field(
        "accidents",
        "近3年较大以上事故",
        ("事故情况", "近3年事故情况", "较大以上事故"),
    ),
    Field("complaints", "近3年重大投诉", ("投诉情况", "重大投诉")),
    Field(
        "violations",
        "近3年严重违法违规",
        ("违法违规", "严重违法违规", "违法违规情况"),
    ),
    Field("credit_date", "信用报告日期", ("信用查询日期", "信用报告时间"), Kind.DAY),
    Field(
        "county_award",
        "获县级政府质量奖年度",
        ("县（市、区）质量奖", "县长质量奖", "获县级质量奖年度"),
    ),
    Field(
        "past_city_award",
        "曾获市质量奖年度及奖项",
        ("市长质量奖", "曾获市质量奖", "曾获市长质量奖"),
    ),
    Field("self_report", "自评报告", ("自我评价报告", "自评报告提交"), Kind.IN_HAND),
    Field("form", "申报表", ("申报表提交",), Kind.IN_HAND),
    Field("proofs", "证明材料", ("证实性材料", "证明性材料"), Kind.IN_HAND),
    Field("promise", "承诺书", ("真实性承诺", "承诺"), Kind.IN_HAND),
    Field("received", "收件日期", ("申报日期", "报送日期"), Kind.DAY),
    Field("contact", "联系人", ("联系人姓名",)),
    Field("phone", "联系电话", ("电话", "固定电话")),
    Field("mobile", "手机", ("手机号码", "手机号", "联系手机")),
    Field("email", "电子邮箱", ("邮箱", "E-mail", "电子邮件")),
    Field("remark", "备注", ("说明",)),
)

BY_KEY: dict[str, Field] = {f.key: f for f in FIELDS}


def choices(key: str, awards: tuple[str, ...]) -> tuple[str, ...]:
    """List what a field allows; `awards` are the names of the cycle's awards."""
    return (*awards, EITHER) if key == "award" else BY_KEY[key].choices


def heading(key: str) -> str:
    """Give the heading that the office knows a field by; `revenue_1` is 前三年 of `revenue`."""
    base, _, year = key.rpartition("_")
    if year in {"1", "2", "3"} and base in BY_KEY and BY_KEY[base].years:
        return f"{BY_KEY[base].heading}{('前三年', '前二年', '上一年')[int(year) - 1]}"
    return BY_KEY[key].heading
