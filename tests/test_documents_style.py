"""award.toml's faces and line pitch reach the letters."""

import zipfile
from io import BytesIO

from wzqa.documents.templates import Library, read_bytes, restyled


def test_shipped_style_leaves_a_template_as_it_is():
    data = read_bytes(Library().find("补正通知"))
    assert restyled(data, "补正通知", ()) == data


def test_another_face_and_pitch_stand_everywhere():
    data = read_bytes(Library().find("补正通知"))
    made = restyled(data, "补正通知", (("仿宋_GB2312", "方正仿宋_GBK"),), 560)
    with zipfile.ZipFile(BytesIO(made)) as package:
        text = "".join(
            package.read(n).decode("utf-8") for n in package.namelist() if n.endswith(".xml")
        )
    assert "仿宋_GB2312" not in text
    assert "方正仿宋_GBK" in text
    assert 'w:linePitch="560"' in text
    assert 'w:line="579"' not in text
