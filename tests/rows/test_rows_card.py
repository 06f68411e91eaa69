"""What the example vault's business card must hold."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import zxingcpp
from example import graph, texts
from vcards import read_vcard

from vaultkit.card import VERSIONS, make_card
from vaultkit.files import shipped_texts
from vaultkit.kinds.me import Me
from vaultkit.templating import Templates, TemplateText

_TEMPLATES = Templates({path: TemplateText(text, path) for path, text in shipped_texts("templates").items()})


def test_row_9_2_the_card_reads_back_and_its_code_says_the_same() -> None:
    found = graph()
    assert found.me is not None
    me = found.me.record
    assert isinstance(me, Me)
    for version in VERSIONS:
        vcf, svg, note = (change.after or "" for change in make_card(found, version, _TEMPLATES, lambda _: None).plan)
        read = {name: parts for name, _, parts in read_vcard(vcf)}
        assert {name: read[name] for name in ("FN", "TITLE", "ORG", "EMAIL", "URL")} == {
            "FN": [me.name],
            "TITLE": [me.title],
            "ORG": ["Harbourlight"],
            "EMAIL": [me.email[0]],
            "URL": [me.url],
        }
        assert read["N"] == ["Okafor", "Jean", "", "", ""]
        assert me.linkedin in [parts[0] for name, _, parts in read_vcard(vcf) if name.endswith("SOCIALPROFILE")]
        scanned = _scanned(svg)
        assert [parts for name, _, parts in read_vcard(scanned) if name == "FN"] == [[me.name]]
        assert {parts[0] for name, _, parts in read_vcard(scanned) if name == "URL"} == {me.linkedin, me.url}
        for kept in (me.phone[0], me.location, "photo", "bake things"):
            assert not any(kept in text for text in (vcf, scanned, note))


def test_photo_and_notes_are_never_on_it_whatever_is_listed() -> None:
    changed = texts({"Me.md": ("public: [name,", "photo: [jean.png]\nnotes: bakes\npublic: [photo, notes, name,")})
    card = make_card(graph(changed), "3.0", _TEMPLATES, lambda _: None)
    assert all(word not in (change.after or "") for change in card.plan for word in ("jean.png", "bakes"))
    assert len(card.notices) == 2


def _scanned(svg: str) -> str:
    """What a scanner reads, from the bars that the picture draws."""
    root = ET.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[2])
    pixels = [bytearray(b"\xff" * size * 4) for _ in range(size * 4)]
    for bar in root.findall("{http://www.w3.org/2000/svg}path")[1].attrib["d"].replace("z", "").split("M")[1:]:
        start, rest = bar.split("h", 1)
        x, y = map(int, start.split())
        width = int(rest.split("v")[0])
        for line in range(4 * y, 4 * y + 4):
            pixels[line][4 * x : 4 * (x + width)] = bytes(4 * width)
    image = memoryview(b"".join(pixels)).cast("B", shape=[size * 4, size * 4])
    (code,) = zxingcpp.read_barcodes(image)
    return str(code.text)
