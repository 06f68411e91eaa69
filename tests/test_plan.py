from __future__ import annotations

from vaultkit.model import Source
from vaultkit.plan import Change, Plan


def test_a_change_is_shown_as_a_diff() -> None:
    before = Source.from_text("Ann.md", "one\r\ntwo\r\n")
    change = Change("Ann.md", before, "one\r\nthree\r\n", "log a touch")
    assert change.diff() == "--- a/Ann.md\n+++ b/Ann.md\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"
    assert change.data == b"one\r\nthree\r\n"
    assert change.expected == before.digest


def test_a_new_note_comes_from_nothing_and_an_undone_one_goes_there() -> None:
    made = Change("Ann.md", None, "hi\n", "make the contact Ann")
    gone = Change("Ann.md", Source.from_text("Ann.md", "hi\n"), None, "undo")
    assert (made.diff().split("\n")[:2], made.expected) == (["--- /dev/null", "+++ b/Ann.md"], None)
    assert gone.diff().split("\n")[:2] == ["--- a/Ann.md", "+++ /dev/null"]
    assert (made.data, gone.data) == (b"hi\n", None)


def test_a_change_keeps_the_files_own_mark_and_bytes() -> None:
    source = Source.from_bytes("Ann.md", b"\xef\xbb\xbfcaf\xe9\n")
    assert Change("Ann.md", source, source.text + "x\n", "edit").data == b"\xef\xbb\xbfcaf\xe9\nx\n"


def test_changes_of_one_unit_happen_together_in_the_order_of_the_plan() -> None:
    a, b, c, d = (
        Change(f"{n}.md", None, n, "test", unit) for n, unit in (("a", "x"), ("b", ""), ("c", "x"), ("d", ""))
    )
    plan = Plan((a, b, c, d))
    assert plan.units() == ((a, c), (b,), (d,))
    assert list(plan) == [a, b, c, d]
    assert plan.diff() == a.diff() + b.diff() + c.diff() + d.diff()


def test_an_empty_plan_is_false_and_shows_nothing() -> None:
    assert not Plan()
    assert Plan().diff() == ""
    assert Plan((Change("a.md", None, "a", "test"),))
