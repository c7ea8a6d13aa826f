"""Templates of papers that stay in the office: what somebody signs before a letter goes out."""

from __future__ import annotations

import blocks as b
from wordml import body, docx, each, form, listing, p, spacing


def refusal_sheet() -> bytes:
    """拟不通过核定表: one block per applicant, for the signature of who decides."""
    return docx(
        b.title("{{ 届次 }}{{ 奖项总称 }}\n资格审查拟不通过核定表", plain=True)
        + body(
            "根据{{ 办法依据 }}的规定，对申报企业（组织）进行资格审查，拟不通过的有{{ 家数 }}家、"
            "{{ 项数 }}项，条文、申报原文和审查意见附后，请逐项核定。未经核定的，不作出不予通过的决定。"
            "核定结论记入资格核查表，本表由我办存档。"
        )
        + form(
            [13, 51, 13, 23],
            ["填表单位：", "{{ 发文机关 }}", "填表日期：", "{{ 落款日期 }}"],
            height=420,
        )
        + p("", "TableNote", spacing(0, 200))
        + listing(
            [
                ("序号", 8, "{{ 行.总序 }}"),
                ("企业（组织）名称", 40, "{{ 行.组织名称 }}"),
                ("审查事项", 28, "{{ 行.事项 }}"),
                ("核定结论", 26, "{{ 行.核定 }}"),
            ],
            "行 in 事项",
            left=("企业（组织）名称",),
        )
        + each(
            "户 in 申报组织",
            p("{{ 户.序 }}、{{ 户.组织名称 }}", "Level1", "<w:pageBreakBefore/>"),
            form(
                [18, 26, 24, 32],
                ["申报编号：", "{{ 户.编号 }}", "统一社会信用代码：", "{{ 户.信用代码 }}"],
                height=420,
            ),
            p("", "TableNote", spacing(0, 200)),
            each(
                "行 in 事项 if 行.编号 == 户.编号",
                form(
                    [18, 34, 16, 32],
                    ["审查事项：", "{{ 行.序号 }}.{{ 行.事项 }}"],
                    ["条文：", "{{ 行.条款 }}\n{{ 行.条文 }}"],
                    ["申报原文：", "{{ 行.原文 }}"],
                    ["原文出处：", "{{ 行.出处 }}"],
                    ["审查意见：", "拟不符合：{{ 行.提示 }}"],
                    ["计算期间：", "{{ 行.期间 }}"],
                    ["核定结论：", "{{ 行.核定 }}", "核定人：", "{{ 行.核定人 }}"],
                    ["核定依据：", "{{ 行.依据 }}"],
                    height=420,
                    tight=("条文：", "原文出处：", "审查意见："),
                ),
                p("", "TableNote", spacing(0, 200)),
            ),
            form(
                [18, 34, 16, 32],
                ["核定人签名：", "", "日期：", "　　　　年　　月　　日"],
                height=640,
            ),
        )
    )


INWARD = {"拟不通过核定表": refusal_sheet}
