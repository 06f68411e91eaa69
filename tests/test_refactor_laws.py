"""Whatever a vault holds: after a rename every link leads where it led, and undo brings back every byte."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hypothesis import event, given
from hypothesis import strategies as st
from live import contents, lay_out
from test_laws import examples, folder

from vaultkit import open_vault
from vaultkit.config import Settings, read_settings
from vaultkit.errors import RefusedError
from vaultkit.graph import Graph, build
from vaultkit.model import Link
from vaultkit.plan import Plan
from vaultkit.refactor import Place, moving_plan
from vaultkit.vault import make_vault

stems = st.sampled_from(["Sam", "sam", "Zoë", "Zoe\u0308", "A B", "C's", "100", "Sam (2)", "x.y", "Ann, Bo", "50% off"])
folders = st.sampled_from(["", "People/", "People/in/", "Old notes/", "a/"])
paths = st.builds("{}{}.md".format, folders, stems)
files = paths | st.builds("{}{}".format, folders, st.sampled_from(["pic.png", "Board.canvas", "All.base"]))
subpaths = st.sampled_from(["", "", "#Log", "#^b1", "#Log#More", "#"])
displays = st.sampled_from(["", "", "Sam", "shown | so", "120"])


def ways(path: str, source: str) -> list[str]:
    """How people name a file in a link; not all of it leads there."""
    import posixpath

    stem = path.removesuffix(".md")
    near = posixpath.relpath(stem, posixpath.dirname(source) or ".")
    name = stem.rsplit("/", 1)[-1]
    return [name, stem, path, f"/{stem}", near, f"./{near}", "/".join(stem.split("/")[-2:]), name.upper()]


def wikilink(target: str, subpath: str, display: str, bar: str = "|") -> str:
    return f"[[{target}{subpath}{bar + display if display else ''}]]"


def markdown_link(target: str, subpath: str, display: str, form: int) -> str:
    if form == 0:
        return f"[{display}](<{target.replace('%', '%25')}{subpath}>)"
    encoded = f"{target}{subpath}".replace("%", "%25").replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    return f'[{display}]({encoded} "title")' if form == 1 else f"[{display}]({encoded})"


@st.composite
def links(draw: st.DrawFn, source: str) -> str:
    target = draw(st.sampled_from(ways(draw(files), source)))
    subpath, display = draw(subpaths), draw(displays)
    form = draw(st.integers(0, 7))
    if form < 3:
        return draw(st.sampled_from(["", "!"])) + wikilink(target, subpath, display)
    if form < 6:
        return draw(st.sampled_from(["", "!"])) + markdown_link(target, subpath, display, form - 3)
    if form == 6:
        return f"\n\n| a | b |\n|---|---|\n| {wikilink(target, subpath, display, chr(92) + '|')} | c |\n\n"
    return f"\n\n[r{draw(st.integers(0, 99))}]: {markdown_link(target, subpath, '', 2)[3:-1]}\n\n"


@st.composite
def notes(draw: st.DrawFn, source: str) -> str:
    front = []
    for number, form in enumerate(draw(st.lists(st.integers(0, 4), max_size=3))):
        link = wikilink(draw(st.sampled_from(ways(draw(files), source))), draw(subpaths), "")
        quoted = [f'"{link}"', "'{}'".format(link.replace("'", "''")), f'"\\u00e9 {link}"', f'\n  - "{link}"', link]
        front.append(f"p{number}: {quoted[form]}")
    body = draw(
        st.lists(links(source) | st.sampled_from(["`[[Sam]]`", "%%[[Sam]]%%", "[[#Log]]", "# Log\n"]), max_size=5)
    )
    text = " text ".join(body)
    return ("---\n" + "\n".join(front) + "\n---\n" if front else "") + text + "\n\n## Log\n\nx ^b1\n"


@st.composite
def canvases(draw: st.DrawFn, source: str) -> str:
    cards = [
        {"id": "1", "type": "file", "file": draw(files), "x": 0},
        {"id": "2", "type": "text", "text": draw(links(source)) + ' "quoted" \\ é'},
    ]
    return json.dumps(
        {"nodes": cards, "edges": []}, ensure_ascii=draw(st.booleans()), indent=draw(st.none() | st.just("\t"))
    )


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str]:
    found = {}
    for path in draw(st.lists(paths, min_size=2, max_size=5, unique_by=str.casefold)):
        found[path] = draw(notes(path))
    for path in draw(st.lists(st.sampled_from(["Board.canvas", "a/Board.canvas"]), max_size=1)):
        found[path] = draw(canvases(path))
    for path in draw(st.lists(st.sampled_from(["pic.png", "People/pic.png"]), max_size=1)):
        found[path] = ""
    return found


@st.composite
def app_settings(draw: st.DrawFn) -> Settings:
    link_format = draw(st.sampled_from(["shortest", "relative", "absolute"]))
    return read_settings("", {"app.json": json.dumps({"newLinkFormat": link_format})})


def all_links(graph: Graph) -> dict[str, list[Link]]:
    found = {note.path: list(note.document.links) for note in graph.vault}
    found.update({path: list(canvas.links) for path, canvas in graph.vault.canvases.items()})
    return found


def applied(texts: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """The vault after a plan, without a disk."""
    after = {**texts, **{change.path: change.after or "" for change in plan}}
    for move in plan.moves:
        after = {move.moved(path): text for path, text in after.items()}
    return after


@examples(400)
@given(vaults(), st.data(), app_settings())
def test_every_link_leads_where_it_led(texts: dict[str, str], data: st.DataObject, settings: Settings) -> None:
    graph = build(make_vault(texts, settings), settings)
    place = data.draw(
        st.sampled_from(sorted([Place(p, False) for p in texts], key=str) + folders_in(texts)), label="old"
    )
    if place.is_folder:
        to = data.draw(st.sampled_from(["Known", "a/b", "Old notes/People"]), label="new")
    else:
        ending = place.path[place.path.rindex(".") :]
        to = data.draw(st.builds("{}{}{}".format, folders, stems, st.just(ending)), label="new")
    try:
        plan = moving_plan(graph, place, to)
    except RefusedError:
        event("refused")
        return
    after = build(make_vault(applied(texts, plan), settings), settings)
    (move,) = plan.moves
    now = all_links(after)
    for path, before in all_links(graph).items():
        links_now = now[move.moved(path)]
        assert [link.kind for link in links_now] == [link.kind for link in before]
        for old, new in zip(before, links_now, strict=True):
            meant = graph.resolver.resolve(old.target, path)
            if meant is not None:
                assert after.resolver.resolve(new.target, move.moved(path)) == move.moved(meant), (old.text, new.text)
                assert new.subpath == old.subpath
            else:
                assert new.text == old.text
    changed = {change.path for change in plan}
    assert all(change.after != texts[change.path] for change in plan)
    assert changed <= texts.keys()


def folders_in(texts: Mapping[str, str]) -> list[Place]:
    return [Place(name, True) for name in sorted({path.split("/")[0] for path in texts if "/" in path})]


@examples(60)
@given(vaults(), st.data())
def test_undo_brings_back_every_byte(texts: dict[str, str], data: st.DataObject) -> None:
    with folder() as root:
        lay_out(root, texts)
        before = contents(root)
        workspace = open_vault(root)
        path = data.draw(st.sampled_from(sorted(texts)))
        to = f"New/{data.draw(stems)}{path[path.rindex('.') :]}"
        outcome = workspace.carry_out(lambda: moving_plan(workspace.graph, Place(path, is_folder=False), to), "mv")
        assert outcome.is_complete, outcome.applied
        assert not (root / path).exists()
        workspace.undo()
        assert contents(root) == before
        assert not (root / "New").exists()
        assert {p: n.document.source.text for p, n in workspace.notes.items()} == {
            p: n.document.source.text for p, n in open_vault(root).notes.items()
        }
