"""统一社会信用代码 (GB 32100-2015): cleaning, checking, suggesting. Never repairing.

Eighteen characters of an alphabet without I, O, S, V, Z: registering department, kind, six digits
of division, nine characters of organisation code (GB 11714), check character. Full-width forms,
spaces and small letters are ways of writing and are accepted; anything else that is wrong stays
wrong, whatever it may have meant.

>>> check(" 91330302maxx00015j ").code
'91330302MAXX00015J'
>>> check("91330302MAXX00O15J").suggestion
'91330302MAXX00015J'
>>> check("91330302MAXX00015K").fault
'uscc-check-digit'
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from wzqa.names import squeeze

LENGTH = 18
OLD_LENGTH = 15
LONGEST_EXACT_NUMBER = 15  # digits that a number cell keeps
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKALIKES = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "UWY"}
_MOST_DOUBTS = 4  # lookalikes in one code beyond which no suggestion is made
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?1[0-9]")


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What a typed code is. `code` is the valid code, else None.

    `fault` is a problem code ("" = valid or blank), `why` the Chinese reason, `hint` the mend,
    `suggestion` a valid code that the typed one may have meant, `remark` a doubt about a valid code
    (its inner organisation code does not check).
    """

    code: str | None
    fault: str = ""
    why: str = ""
    hint: str = ""
    suggestion: str = ""
    remark: str = ""


def clean(text: str) -> str:
    """Undo ways of writing: full-width forms, spaces, zero-width characters, small letters."""
    return squeeze(text).upper().lstrip("'")


def check_character(first_17: str) -> str:
    """Compute the eighteenth character (GB 32100-2015, 4.5)."""
    total = sum(w * ALPHABET.index(c) for w, c in zip(_WEIGHTS, first_17, strict=True))
    return ALPHABET[-total % 31]


def organisation_is_sound(code: str) -> bool:
    """Check characters 9–17 as an organisation code (GB 11714): modulus 11."""
    body, last = code[8:16], code[16]
    values = ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) for c in body)
    total = sum(w * v for w, v in zip(_ORGANISATION_WEIGHTS, values, strict=True))
    return "0123456789X"[-total % 11] == last


def _is_valid(code: str) -> bool:
    return (
        len(code) == LENGTH
        and all(c in ALPHABET for c in code)
        and _is_number(code[2:8])
        and check_character(code[:17]) == code[17]
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def suggest(code: str) -> str:
    """Give the one valid code that differs only in letters that look like others, else ""."""
    bare = code.replace("-", "")
    doubts = [i for i, c in enumerate(bare) if c in _LOOKALIKES]
    if len(bare) != LENGTH or len(doubts) > _MOST_DOUBTS:
        return ""
    found = set()
    for choice in itertools.product(*(_LOOKALIKES[bare[i]] for i in doubts)):
        letters = list(bare)
        for i, c in zip(doubts, choice, strict=True):
            letters[i] = c
        if _is_valid("".join(letters)):
            found.add("".join(letters))
    return found.pop() if len(found) == 1 else ""


def _wrong_character(code: str) -> CodeCheck | None:
    at = next((i for i, c in enumerate(code) if c not in ALPHABET), None)
    at = next((i for i in range(2, 8) if not _is_number(code[i])), None) if at is None else at
    if at is None:
        return None
    suggestion = suggest(code)
    what = "应为数字" if code[at] in ALPHABET else "不是代码所用的字符"
    hint = f"请核对是否应为 {suggestion}" if suggestion else "请对照营业执照或登记证书重新填写"
    return CodeCheck(None, "uscc-character", f"第{at + 1}位“{code[at]}”{what}", hint, suggestion)


def check(text: str, *, number_cell: bool = False) -> CodeCheck:
    """Check a code as typed. `number_cell`: the cell holds a number, not text."""
    code = clean(text)
    if not code:
        return CodeCheck(None)
    digits = len(code) if _is_number(code) else 0
    if _SCIENTIFIC.fullmatch(code) or (number_cell and digits > LONGEST_EXACT_NUMBER):
        why = "统一社会信用代码被存成了数字，第15位以后已丢失，无法恢复"
        hint = "请把该列设为“文本”格式后重新填写"
        return CodeCheck(None, "uscc-digits-lost", why, hint)
    if digits == OLD_LENGTH:
        hint = "请填写营业执照上的18位统一社会信用代码"
        return CodeCheck(None, "uscc-old-number", "是15位的旧注册号，不是统一社会信用代码", hint)
    if len(code.replace("-", "")) != LENGTH:
        why = f"统一社会信用代码应为18位，实有{len(code)}位"
        return CodeCheck(None, "uscc-length", why, "请对照营业执照或登记证书重新填写")
    if fault := _wrong_character(code):
        return fault
    if check_character(code[:17]) != code[17]:
        why, hint = "校验码不符，至少有一位录错", "请对照营业执照或登记证书重新填写"
        return CodeCheck(None, "uscc-check-digit", why, hint)
    remark = "" if organisation_is_sound(code) else "第9—17位（组织机构代码）校验不符"
    return CodeCheck(code, remark=remark)
