"""The tables that come in beside the applications: each column and each register said once.

Source: workbooks.md §3, §4, §7. Reading, the blanks, 填表说明 and docs/tables.md derive from here. The
order of the fields is the order of the blank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from wzqa import models
from wzqa.fields import Field, Kind

_ORGANISATION = (
    "申报组织", "申报组织名称", "企业名称", "单位名称", "申报单位", "受评组织", "企业（组织）名称", "获奖组织名称",
    "获奖单位", "获奖企业", "名称",
)  # fmt: skip
_PERSON = (
    "专家姓名", "评审员", "评审员姓名", "评审专家", "专家", "成员", "成员姓名", "委员", "委员姓名",
)  # fmt: skip
_CERTIFICATE = (
    "证书号",
    "证书编号",
    "资格证书编号",
    "评审员证书号",
    "评审员资格证书号",
    "资格证号",
)
_EXAMPLE = "示例科技股份有限公司"

_NAME = Field("name", "组织名称", _ORGANISATION, Kind.NAME, guide="便于核对", example=_EXAMPLE)
_CODE = Field("uscc", "统一社会信用代码", ("信用代码", "社会信用代码", "统一信用代码", "代码"), Kind.CODE,
              guide="18位，单元格为文本格式；与营业执照一致", example="91330302MAXX00015J")  # fmt: skip
_HOLDER = Field("name", "姓名", _PERSON, Kind.PERSON, required=True, example="张示例")
_PROOF = Field("certificate", "资格证书号", _CERTIFICATE, Kind.WORD, width=18,
               guide="只在有同名专家时需要", example="ZJ-0001")  # fmt: skip
_PANEL = Field("panel", "评审组", ("组别", "组", "评审小组", "所在组", "评审组别"), Kind.WORD, required=True,
               guide="同组写法一致", example="第一组")  # fmt: skip
_DAY = Field("", "", kind=Kind.DAY, guide="填写到日", example="2026年7月31日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One table: what its rows become, how its sheets are called, what tells it from others.

    `model`: a row becomes one, its attributes being the fields' keys. `words` name its sheets. `own`:
    keys of which at least one must be there (besides the required fields), so that a sheet whose name
    says nothing is not taken for it by accident. `identity`: keys that tell a data row from a note; the
    first of them is the row's place. `needs`: a row without any of these means nothing; one group each.
    `heading` stands over the blank.
    """

    kind: str
    title: str
    model: type
    fields: tuple[Field, ...]
    words: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A blank workbook of registers; `notes` stand on its 填表说明."""

    name: str
    sheets: tuple[Spec, ...]
    notes: tuple[str, ...] = ()


# fmt: off
SPECS = (
    Spec(
        kind="examiners", title="评审专家名册", model=models.Examiner,
        words=("评审专家", "专家名册", "专家名单", "专家库", "评审员名册"),
        identity=("name", "certificate"), needs=(("name",),),
        own=("qualification", "certificate", "valid_until", "specialities", "can_lead"),
        fields=(
            replace(_HOLDER, guide="与评分表上的姓名一致"),
            Field("employer", "工作单位", ("单位", "所在单位", "单位名称"), Kind.NAME,
                  guide="填全称；用于核对回避", example="示例质量研究院"),
            Field("qualification", "评审员资格", ("资格", "资格等级", "评审员级别", "级别"), Kind.WORD,
                  asked=True, listed="qualifications", guide="从列表中选择：{qualifications}"),
            replace(_PROOF, guide="有同名专家时必填"),
            replace(_DAY, key="valid_until", heading="有效期至", guide="资格证书的有效期截止日",
                    aliases=("有效期", "证书有效期", "证书有效期至")),
            Field("specialities", "专业领域", ("专业", "领域", "擅长领域"), Kind.NAMES,
                  guide="几个领域用顿号隔开", example="机械、化工"),
            Field("can_lead", "可任组长", ("可否任组长", "是否可任组长", "能否任组长"), Kind.YES_NO,
                  guide="从列表中选择"),
            Field("mobile", "手机", ("手机号", "手机号码", "联系电话", "电话"), Kind.MOBILE,
                  guide="11位；用于催交评分表", example="13800000000"),
            Field("remark", "备注", ("说明",)),
        ),
    ),
    Spec(
        kind="members", title="分组", heading="评审分组", model=models.Member,
        words=("分组",), identity=("name", "panel"), own=("panel",), needs=(("panel",), ("name",)),
        fields=(
            _PANEL,
            replace(_HOLDER, guide="与评审专家名册一致"),
            Field("leader", "职务", ("组内职务", "角色", "分工"), Kind.CHOICE, ("组长", "组员"), asked=True,
                  guide="每组一名组长"),
            _PROOF,
        ),
    ),
    Spec(
        kind="assignments", title="分工", heading="评审分工", model=models.Assignment,
        words=("分工",), identity=("uscc", "name", "panel"), own=("panel",),
        needs=(("panel",), ("uscc",)),
        fields=(
            replace(_PANEL, guide="与“分组”一致"),
            replace(_CODE, required=True),
            _NAME,
            Field("stage", "阶段", ("评审阶段",), Kind.CHOICE, listed="stages",
                  guide="空白表示{count}个阶段都由该组评审"),
            replace(_DAY, key="visit_day", heading="现场评审日期", guide="可空；通知中写“具体时间另行通知”",
                    aliases=("现场日期", "现场评审时间", "评审日期")),
        ),
    ),
    Spec(
        kind="recusals", title="回避", heading="回避登记", model=models.Recusal,
        words=("回避",), identity=("person", "uscc", "name"), own=("uscc",),
        needs=(("person",), ("uscc",)),
        fields=(
            replace(_HOLDER, key="person", aliases=(*_PERSON, "回避人", "回避人员", "回避专家"),
                    guide="评审专家，或评委会成员"),
            replace(_CODE, required=True),
            _NAME,
            Field("reason", "原因", ("回避原因", "回避事由", "事由", "理由"),
                  guide="如：曾任该单位顾问", example="曾任该单位顾问"),
            _PROOF,
        ),
    ),
    Spec(
        kind="past_winners", title="往届获奖名册", model=models.PastWinner,
        words=("往届", "历届", "获奖"), identity=("name", "uscc"), own=("year",),
        needs=(("name", "uscc"),),
        fields=(
            Field("year", "年度", ("获奖年度", "年份", "届次", "获奖年份"), Kind.YEAR, required=True,
                  guide="四位年份", example="2022"),
            # 奖项 is free: earlier awards had other names
            Field("award", "奖项", ("获奖奖项", "奖项名称", "所获奖项"), Kind.SHORT, width=18,
                  guide="当年的名称，如{awards}", example="{award}"),
            replace(_NAME, required=True, guide="获奖时的全称"),
            _CODE,
        ),
    ),
    Spec(
        kind="revocations", title="撤销名册", model=models.Revocation,
        words=("撤销", "取消"), identity=("name", "uscc"), own=("action",), needs=(("name", "uscc"),),
        fields=(
            replace(_NAME, required=True, guide="现在的全称"),
            _CODE,
            Field("former_names", "曾用名", ("原名称", "原名"), Kind.NAMES, guide="几个名称用顿号隔开"),
            Field("action", "处理", ("处理方式", "处理结果", "处理决定", "处理类型"), Kind.CHOICE,
                  ("撤销", "取消", "提请撤销", "提请取消"), required=True, asked=False,
                  guide="撤销的在禁报期内不得申报，取消的不限；已请示未决定的填提请撤销、提请取消"),
            replace(_DAY, key="decided", heading="决定日期", asked=True,
                    aliases=("处理日期", "撤销日期", "日期", "决定时间")),
            Field("docno", "文号", ("决定文号", "处理文号"), example="某政发〔2024〕0号"),
        ),
    ),
    Spec(
        kind="committee", title="评委会名册", heading="评审委员会名册", model=models.CommitteeMember,
        words=("评委会", "委员会", "评委名册"), identity=("name",), own=("post", "employer"),
        needs=(("name",),),
        fields=(
            replace(_HOLDER, example="王示例"),
            Field("post", "职务", ("评委会职务", "委员会职务", "身份"), Kind.SHORT, width=16, example="主任"),
            Field("employer", "单位", ("工作单位", "所在单位", "单位及职务", "单位职务"),
                  example="示例市示例局"),
        ),
    ),
    Spec(
        kind="part_scores", title="其他环节得分", model=models.PartScore,
        words=("环节",), identity=("uscc", "name"), own=("part", "points"),
        needs=(("part",), ("uscc",), ("points",)),
        fields=(
            Field("part", "环节", ("评审环节", "环节名称"), Kind.WORD, required=True, example="陈述答辩",
                  guide="与本届设置的环节名称一致，如陈述答辩"),
            replace(_CODE, required=True),
            _NAME,
            Field("points", "环节得分", ("得分", "最终得分"), Kind.WORD, required=True,
                  guide="0至1000，最多两位小数；与现场评审得分同一满分", example="650.50"),
        ),
    ),
    Spec(
        kind="recalls", title="作废文书清单", model=models.Recall,
        words=("作废",), identity=("no", "docno"), own=("recalled",), needs=(("no", "docno"),),
        fields=(
            Field("no", "登记序号", ("登记号",), Kind.WORD, required=True, width=10, ours=True),
            Field("docno", "发文字号", ("文号",), Kind.WORD, width=24, ours=True),
            Field("title", "文书", ("文书名称",), ours=True),
            Field("to", "主送", ("主送单位",), ours=True),
            replace(_DAY, key="recalled", heading="收回日期", aliases=("收回时间", "退回日期"),
                    guide="收回原件的日期，填写到日；尚未收回的留空"),
        ),
    ),
)
BY_KIND = {spec.kind: spec for spec in SPECS}

# of a sheet for verification: which of the two checks it is for
MARK = "核查批次"
MARKS: dict[Literal["first", "second"], str] = {"first": "资格审查", "second": "授奖前复查"}
VERIFICATION = Spec(
    kind="verification", title="资格核查表", model=models.Verification,
    identity=("app_no", "name", "uscc"),
    fields=(
        Field("app_no", "申报编号", ("编号",), Kind.WORD, asked=True, width=16, ours=True),
        Field("name", "组织名称",
              ("申报组织", "申报组织名称", "企业名称", "单位名称", "申报单位", "企业（组织）名称"), width=26, ours=True),
        Field("uscc", "统一社会信用代码", ("信用代码", "社会信用代码", "统一信用代码"), Kind.CODE, width=22,
              ours=True),
        Field("rule", "规则编号", ("规则", "规则代码", "编码"), Kind.WORD, required=True, guide="不要改动",
              width=9, ours=True),
        Field("article", "条款", ("依据条款", "办法条款"), Kind.SHORT, width=13, ours=True),
        Field("quote", "条文", ("条款内容", "办法条文"), width=28, ours=True),
        Field("matter", "核查事项", ("事项", "审查事项"), width=14, ours=True),
        Field("stated", "填报内容", ("申报内容", "填报原文"), width=28, ours=True),
        Field("where", "出处", ("单元格", "所据单元格"), width=22, ours=True),
        Field("remark", "系统提示", ("提示", "系统提示信息"), width=28, ours=True),
        Field("proposal", "拟结论", ("系统拟结论", "拟定结论"), Kind.SHORT, width=10, ours=True,
              guide="待核实：系统不能判断；拟不符合：系统拟定不符合，须由人核定"),
        Field("outcome", "核查结论", ("结论", "核查意见", "核查结果", "反馈结论", "反馈意见"), Kind.CHOICE,
              ("通过", "不通过"), required=True, guide="从列表中选择；尚未核实的留空", example="通过", width=11),
        Field("basis", "依据", ("核查依据", "依据和说明", "结论依据"), required=True,
              guide="写明文件、查询记录或事实；有结论而没有依据的不予采用",
              example="信用中国查询记录（2026年8月3日）", width=30),
        Field("department", "核查部门", ("部门", "核查单位", "反馈部门"), guide="核查单位", width=18),
        Field("person", "核查人", ("核查人员", "经办人", "填报人"), Kind.PERSON, asked=True,
              guide="签署结论的人；没有核查人的不予采用", example="张示例", width=10),
        Field("day", "日期", ("核查日期", "反馈日期", "填报日期"), Kind.DAY, asked=True,
              guide="核查的日期，填写到日；没有日期的不予采用", width=16),
    ),
)

OBJECTIONS = Spec(
    kind="objections", title="异议登记表", model=models.Objection, identity=("no", "about"),
    own=("about", "matter"),
    fields=(
        Field("no", "编号", ("序号", "异议编号", "登记编号", "登记号"), Kind.WORD, required=True,
              guide="每件一号，与“异议人”表一致", example="1"),
        replace(_DAY, key="received", heading="受理日期", asked=True, guide="收到异议的当日",
                aliases=("收到日期", "登记日期", "受理时间", "收件日期")),
        Field("way", "方式", ("反映方式", "提出方式", "渠道", "来源"), Kind.SHORT,
              guide="如来信、来访、电话、电子邮件", example="来信"),
        Field("about", "对象",
              ("异议对象", "反映对象", "被异议单位", "被反映单位", "涉及单位", "组织名称", "企业名称"),
              Kind.NAME, required=True, guide="企业（组织）全称或代码", example=_EXAMPLE),
        Field("matter", "异议内容", ("反映内容", "内容", "反映问题", "异议事项"), required=True,
              guide="只写事实，不写异议人"),
        Field("real_name", "是否实名", ("实名", "是否署名"), Kind.YES_NO, asked=True),
        Field("evidence", "证据", ("证据材料", "佐证材料"), guide="证据名称和份数"),
        Field("handler", "承办人", ("经办人", "承办人员"), Kind.PERSON, example="李示例"),
        Field("inquiry", "调查情况", ("核查情况", "调查核实情况")),
        Field("finding", "结论", ("调查结论", "核查结论"), Kind.CHOICE, ("成立", "不成立", "部分成立", "调查中"),
              guide="调查结论；评委会的结论另行记录"),
        replace(_DAY, key="replied", heading="答复日期", aliases=("答复时间", "反馈日期")),
    ),
)
# no generated document shows these, and no reader reads them
OBJECTORS = Spec(
    kind="objectors", title="异议人", heading="异议人登记（保密，不进入任何文书）", model=object,
    fields=(
        Field("no", "编号", kind=Kind.WORD, asked=True, guide="与“异议登记表”一致"),
        Field("objector", "异议人", guide="姓名，或单位全称"),
        Field("phone", "联系电话", kind=Kind.SHORT, width=18),
        Field("address", "通讯地址"),
        Field("signed", "签名或盖章", kind=Kind.CHOICE, choices=("有", "无")),
    ),
)
# fmt: on

BOOKS = (
    Book("评审专家名册", (BY_KIND["examiners"],)),
    Book(
        "评审分组与回避表",
        (BY_KIND["members"], BY_KIND["assignments"], BY_KIND["recusals"]),
        ("四、每组3至5人，组长1人；回避须在评分前登记，评委会成员的回避也登记在“回避”。",),
    ),
    Book("往届获奖名册", (BY_KIND["past_winners"],)),
    Book("撤销名册", (BY_KIND["revocations"],)),
    Book("评委会名册", (BY_KIND["committee"],), ("四、本名册用于会议纪要和回避，不与选票对应。",)),
    Book(
        "其他环节得分",
        (BY_KIND["part_scores"],),
        ("四、只在本届设置了其他环节的权重时使用，如陈述答辩。",),
    ),
    Book(
        "资格核查表",
        (VERIFICATION,),
        (
            "四、核查结论只填“通过”或“不通过”，必须写明依据、核查人和日期，缺一项的不予采用；尚未核实的留空。",
        ),
    ),
    Book(
        "异议登记表",
        (OBJECTIONS, OBJECTORS),
        ("四、异议人只登记在“异议人”表；“异议登记表”各栏不要出现异议人的姓名。",),
    ),
)
