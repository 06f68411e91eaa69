"""`vaultkit card`: what stands on it, what never does, and what becomes of its files."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from helpers import graph_of, notes
from live import Desk, vaultkit
from vcards import read_vcard

from vaultkit.card import Card, Facts, Version, card_text, make_card, qr_rows, qr_svg, split_name
from vaultkit.errors import RefusedError
from vaultkit.files import shipped_texts
from vaultkit.seals import UNSEALED, is_sealed, sealed
from vaultkit.templating import Templates, TemplateText
from vaultkit.vcard import folded, structured, text_value, uri_value

TEMPLATES = Templates({path: TemplateText(text, path) for path, text in shipped_texts("templates").items()})

ME = """
    === Me.md
    ---
    type: me
    name: Ada de la Cruz
    pronouns: she/her
    title: "Editor; writer, \\\\ sometimes"
    org: ["[[Acme|them]]", "Söhne & Töchter, GmbH"]
    email: [ada@example.org, a.cruz@example.org]
    phone: ["+1 555 0100", "+1 555 0101"]
    linkedin: https://example.org/in/ada,cruz
    url: https://example.org/ada
    location: Paris, France
    offers: [skill/silence]
    {public}
    ---
    Secret words.
    === Acme.md
    ---
    type: organization
    name: Acme Corporation
    ---
"""
ALL = "public: [name, pronouns, title, org, email, phone, linkedin, url, location]"


def made(public: str = ALL, texts: str = ME, version: Version = "3.0", settings: str = "") -> Card:
    graph = graph_of(texts.replace("{public}", public), settings)
    return make_card(graph, version, TEMPLATES, lambda _: None)


def written(card: Card) -> dict[str, str]:
    return {change.path: change.after or "" for change in card.plan}


def fields(text: str) -> dict[str, list[Any]]:
    """The values of a vCard by name; one component stands for itself."""
    found: dict[str, list[Any]] = {}
    for name, _, components in read_vcard(text):
        found.setdefault(name, []).append(components[0] if len(components) == 1 else components)
    del found["VERSION"]
    return {name: values for name, values in found.items() if name != "PRODID"}


def decoded(rows: list[list[int]]) -> str:
    """What a scanner reads from modules with their border."""
    wide = [bytes(0 if dark else 255 for dark in row for _ in range(4)) for row in rows for _ in range(4)]
    image = memoryview(b"".join(wide)).cast("B", shape=[len(wide), len(wide[0])])
    (code,) = zxingcpp.read_barcodes(image)
    return str(code.text)


def drawn(svg: str) -> list[list[int]]:
    """The modules that an SVG draws, border and all: every bar of its path, filled in."""
    root = ET.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[2])
    light, dark = root.findall("{http://www.w3.org/2000/svg}path")
    assert (light.attrib["fill"], light.attrib["d"]) == ("#fff", f"M0 0h{size}v{size}H0z")
    assert dark.attrib["fill"] == "#000"
    rows = [[0] * size for _ in range(size)]
    path = dark.attrib["d"].replace("\n", " ")
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{w}v1h-{back}z" for x, y, w, back in bars) == path.replace("z M", "zM").strip()
    for x, y, width, back in bars:
        assert width == back
        for column in range(int(x), int(x) + int(width)):
            rows[int(y)][column] = 1
    return rows


# -- the vCard


def test_every_public_field_reads_back() -> None:
    card = written(made())["Card/Ada de la Cruz.vcf"]
    assert fields(card) == {
        "N": [["de la Cruz", "Ada", "", "", ""]],
        "FN": ["Ada de la Cruz"],
        "ORG": ["Acme Corporation", "Söhne & Töchter, GmbH"],
        "TITLE": ["Editor; writer, \\ sometimes"],
        "EMAIL": ["ada@example.org", "a.cruz@example.org"],
        "TEL": ["+1 555 0100", "+1 555 0101"],
        "URL": ["https://example.org/ada"],
        "X-SOCIALPROFILE": ["https://example.org/in/ada,cruz"],
        "ADR": [["", "", "", "Paris, France", "", "", ""]],
    }
    parameters = {(name, value[0]): given for name, given, value in read_vcard(card) if given}
    assert parameters == {
        ("EMAIL", "ada@example.org"): {"TYPE": "INTERNET,PREF"},
        ("EMAIL", "a.cruz@example.org"): {"TYPE": "INTERNET"},
        ("TEL", "+1 555 0100"): {"TYPE": "PREF"},
        ("X-SOCIALPROFILE", "https://example.org/in/ada,cruz"): {"TYPE": "linkedin"},
    }


def test_version_4_has_its_own_words() -> None:
    card = written(made(version="4.0"))["Card/Ada de la Cruz.vcf"]
    assert card.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\n")
    assert fields(card)["PRONOUNS"] == ["she/her"]
    parameters = {(name, value[0]): given for name, given, value in read_vcard(card) if given}
    assert parameters == {
        ("EMAIL", "ada@example.org"): {"PREF": "1"},
        ("TEL", "+1 555 0100"): {"PREF": "1"},
        ("SOCIALPROFILE", "https://example.org/in/ada,cruz"): {"SERVICE-TYPE": "LinkedIn"},
    }


def test_a_profile_that_is_no_address_is_text() -> None:
    card = card_text(Facts("Ada", "Ada", "", linkedin="ada, of Paris"), "4.0")
    assert "SOCIALPROFILE;SERVICE-TYPE=LinkedIn;VALUE=text:ada\\, of Paris\r\n" in card
    assert fields(card)["SOCIALPROFILE"] == ["ada, of Paris"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Jean Okafor", ("Jean", "Okafor")),
        ("Ada King Lovelace", ("Ada King", "Lovelace")),
        ("Ludwig van Beethoven", ("Ludwig", "van Beethoven")),
        ("bell hooks", ("bell", "hooks")),
        ("Madonna", ("Madonna", "")),
    ],
)
def test_a_name_in_two_parts(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


def test_given_and_family_names_are_taken_from_the_note() -> None:
    me = "=== Me.md\n---\ntype: me\nname: Gabriel García Márquez\ngiven: Gabriel\nfamily: García Márquez\n---\n"
    (card, *_) = written(made(texts=me)).values()
    assert fields(card)["N"] == [["García Márquez", "Gabriel", "", "", ""]]


@pytest.mark.parametrize("text", ["x" * 75, "x" * 76, "é" * 200, "😀" * 60, "x" * 74 + "é", "", "日本" * 50])
def test_lines_are_folded_at_75_bytes_and_no_character_is_cut(text: str) -> None:
    lines = folded(text).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert all(line.startswith(" ") for line in lines[1:])
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == text


def test_values_are_escaped_by_their_type() -> None:
    assert text_value("a,b;c\\d\ne\x07") == r"a\,b\;c\\d\ne"
    assert structured("x;y", "", "z") == r"x\;y;;z"
    assert uri_value("https://x.org/a,b;c d\x00") == "https://x.org/a,b;c%20d"


# -- what is public


def test_without_a_list_it_is_the_usual_six() -> None:
    card = written(made(public=""))["Card/Ada de la Cruz.vcf"]
    assert sorted(fields(card)) == ["EMAIL", "FN", "N", "ORG", "TITLE", "URL", "X-SOCIALPROFILE"]


def test_only_what_is_listed_stands_anywhere_on_it() -> None:
    texts = written(made("public: [Name]"))
    assert sorted(fields(texts["Card/Ada de la Cruz.vcf"])) == ["FN", "N"]
    for words in ("Editor", "Acme", "example.org", "555", "Paris", "she/her", "Secret", "silence"):
        assert not any(words in text for text in texts.values()), words
    svg = texts["Card/Ada de la Cruz.svg"]
    assert fields(decoded(drawn(svg))) == {"N": [["de la Cruz", "Ada", "", "", ""]], "FN": ["Ada de la Cruz"]}


def test_photo_and_notes_never_stand_on_it() -> None:
    card = made("public: [name, photo, notes, offers, emial]\n    photo: me.png\n    notes: Secret")
    assert not any("Secret" in text or "me.png" in text for text in written(card).values())
    assert [notice.split(": ", 1)[1].split("; ")[0] for notice in card.notices] == [
        f"'{name}' does not stand on a card" for name in ("photo", "notes", "offers", "emial")
    ]
    assert card.notices[0].endswith("photos and notes stay at home, whatever is listed")
    assert card.notices[2].endswith("there are: name, title, org, email, linkedin, url, phone, location, pronouns")
    assert card.notices[-1].startswith("Me.md:13: ")
    assert card.notices[-1].endswith("did you mean 'email'?")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ("=== Ann.md\n", "no note says who you are"),
        ("=== Me.md\n---\ntype: me\n---\n", "Me.md does not say your name"),
        ("=== Me.md\n---\ntype: me\nname: Ann\npublic: [email]\n---\n", "Me.md:4: 'public' does not list the name"),
        ("=== Me.md\n---\ntype: me\nname: Ann\npublic:\n---\n", "'public' does not list the name"),
        ("=== Me.md\n---\ntype: me\nname: Ann\npublic: [email\n---\n", "the properties of Me.md cannot be read"),
        (f"=== Me.md\n---\ntype: me\nname: Ann\ntitle: {'x' * 3000}\n---\n", "more than a QR code can hold"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_guessed(texts: str, said: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(said)) as refusal:
        made(texts=texts)
    assert refusal.value.hint


# -- the QR code


def test_a_scanner_reads_the_compact_card_from_the_picture() -> None:
    svg = written(made())["Card/Ada de la Cruz.svg"]
    text = decoded(drawn(svg))
    assert fields(text) == {
        "N": [["de la Cruz", "Ada", "", "", ""]],
        "FN": ["Ada de la Cruz"],
        "ORG": ["Acme Corporation"],
        "TITLE": ["Editor; writer, \\ sometimes"],
        "EMAIL": ["ada@example.org"],
        "TEL": ["+1 555 0100"],
        "URL": ["https://example.org/in/ada,cruz", "https://example.org/ada"],
    }


@pytest.mark.parametrize("text", ["héllo, 日本 😀", "x" * 500])
def test_the_picture_draws_the_modules_and_a_light_border(text: str) -> None:
    rows = drawn(qr_svg(text, "A & <B>"))
    inner = [row[4:-4] for row in rows[4:-4]]
    assert inner == [list(row) for row in qr_rows(text)]
    assert sum(map(sum, rows)) == sum(map(sum, inner))
    assert decoded(rows) == text


def test_a_code_that_is_hard_to_scan_is_said() -> None:
    me = f"=== Me.md\n---\ntype: me\nname: Ann\ntitle: {'x' * 300}\n---\n"
    (notice,) = made(texts=me).notices
    assert re.match(r"the QR code holds \d+ bytes; up to 300 are comfortable to scan", notice)
    assert made(public="").notices == ()


# -- the note, and where it all lies


def test_the_note_shows_the_code_and_the_public_lines() -> None:
    texts = written(made())
    assert list(texts) == [
        "Card/Ada de la Cruz.vcf",
        "Card/Ada de la Cruz.svg",
        "Card/Card of Ada de la Cruz.md",
    ]
    note = texts["Card/Card of Ada de la Cruz.md"]
    assert note.startswith("# Ada de la Cruz (she/her)\n\nEditor; writer, \\ sometimes, Acme Corporation, Söhne")
    assert "\n\n![[Ada de la Cruz.svg|300]]\n\n- ada@example.org\n" in note
    assert "\n\nFor address books there is [[Ada de la Cruz.vcf]].\n" in note
    bare = written(made("public: [name]"))["Card/Card of Ada de la Cruz.md"]
    assert bare.startswith("# Ada de la Cruz\n\n![[Ada de la Cruz.svg|300]]\n\nFor address books")


def test_links_are_written_as_the_vault_writes_them(desk: Desk) -> None:
    desk[".obsidian/app.json"] = '{"useMarkdownLinks": true}'
    note = written(desk.open().card())["Card/Card of Ada de la Cruz.md"]
    assert "![300](Ada%20de%20la%20Cruz.svg)" in note
    assert "[Ada de la Cruz.vcf](Ada%20de%20la%20Cruz.vcf)" in note


def test_it_lies_beside_your_note_but_not_among_people() -> None:
    texts = "=== Me/Me.md\n---\ntype: me\nname: Ann Lee\n---\n"
    assert next(iter(written(made(texts=texts)))) == "Me/Card/Ann Lee.vcf"
    assert next(iter(written(made(texts=texts, settings='[people]\nfolders = ["Me"]\n')))) == "Card/Ann Lee.vcf"


# -- on the disk

VCF, SVG, NOTE = "Card/Ada de la Cruz.vcf", "Card/Ada de la Cruz.svg", "Card/Card of Ada de la Cruz.md"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "vault", notes(ME.replace("{public}", ALL)))


def write(desk: Desk) -> list[str]:
    workspace = desk.open()
    return [change.path for change in workspace.carry_out(lambda: workspace.card().plan, "card").applied.written]


def test_it_is_one_act_that_is_done_once_and_undone_whole(desk: Desk) -> None:
    before = desk.paths
    assert write(desk) == [VCF, SVG, NOTE]
    assert (desk.root / VCF).read_bytes().count(b"\r\n") == (desk.root / VCF).read_bytes().count(b"\n") > 10
    assert write(desk) == []
    workspace = desk.open()
    workspace.undo()
    assert desk.paths == before
    assert not workspace.vault.others & {VCF, SVG}
    assert not workspace.card().left


def test_when_you_change_it_follows(desk: Desk) -> None:
    write(desk)
    desk.replace("Me.md", "ada@example.org", "ada@example.net")
    assert write(desk) == [VCF, SVG, NOTE]
    desk.open().undo()
    assert "ada@example.org" in desk[VCF]
    desk.replace("Me.md", "+1 555 0101", "+1 555 0102")
    assert write(desk) == [VCF, SVG, NOTE]


@pytest.mark.parametrize("path", [VCF, SVG, NOTE])
def test_a_file_that_you_changed_is_left_and_named(desk: Desk, path: str) -> None:
    write(desk)
    desk[path] = mine = desk[path] + "mine\n"
    desk.replace("Me.md", "ada@example.org", "ada@example.net")
    assert desk.open().card().left == (path,)
    assert write(desk) == [other for other in (VCF, SVG, NOTE) if other != path]
    assert desk[path] == mine


def test_a_file_of_that_name_is_never_replaced(desk: Desk) -> None:
    desk[VCF] = "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"
    shown = vaultkit("card", at=desk.root)
    assert shown.code == 2
    assert f"{VCF} is not as vaultkit wrote it, and is left as it is" in shown.err
    assert desk[VCF] == "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"


def test_undo_leaves_what_you_changed_since(desk: Desk) -> None:
    write(desk)
    desk[SVG] = "<svg/>"
    outcome = desk.open().undo()
    assert [change.path for change in outcome.applied.written] == [NOTE, VCF]
    assert desk[SVG] == "<svg/>"
    write(desk)
    for path in (VCF, NOTE):
        desk[path] = "mine"
    with pytest.raises(RefusedError, match="nothing of act"):
        desk.open().undo()


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    before = desk.paths
    shown = vaultkit("card", "--dry-run", "--version", "4.0", at=desk.root)
    assert shown.code == 0
    assert "+VERSION:4.0" in shown.out
    assert desk.paths == before


# -- seals


def test_a_seal_knows_its_text_again() -> None:
    text = sealed(f"a\n<!-- {UNSEALED} -->\nvaultkit-0123456789ab\n")
    assert is_sealed(text)
    assert is_sealed(text.replace("\n", "\r\n"))
    assert is_sealed(text.replace("a\n", "a  \n"))
    assert not is_sealed(text.replace("a\n", "b\n"))
    assert not is_sealed("a")
