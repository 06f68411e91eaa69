"""Every code a problem can carry, how severe it is, and what it means. The codes are stable."""

from __future__ import annotations

from vaultkit.model import Problem, Severity

#: code -> (severity, what it means, in one sentence)
CODES: dict[str, tuple[Severity, str]] = {
    "not-utf8": ("error", "The file holds bytes that are not UTF-8; it is read as far as possible and never written."),
    "unreadable": ("error", "The file or folder cannot be read."),
    "too-large": ("warning", "The note is larger than 5 MB and is left out."),
    "conflict-copy": ("warning", "A sync tool left a second version of a note; it is not read as a note of its own."),
    "in-conflict": ("error", "The note holds git conflict markers; vaultkit reads it and does not write it."),
    "frontmatter-open": ("error", "The frontmatter has no closing `---`."),
    "frontmatter-shape": ("warning", "The frontmatter is not a set of properties."),
    "frontmatter-hostile": ("error", "The frontmatter is too large or too deep; it is not read."),
    "unfilled-template": ("info", "The frontmatter holds template code that was never filled in."),
    "yaml": ("error", "A property cannot be read as YAML."),
    "duplicate-property": ("warning", "A property stands twice; the last one counts."),
    "unquoted-link": ("warning", "A link in a property needs quotes, or Obsidian does not see it."),
    "yaml-comment": ("warning", "Text after ` #` in a property is a comment to YAML, not a value."),
    "not-flat": ("warning", "A property holds nested values, which Obsidian's properties cannot hold."),
    "bad-date": ("warning", "A date that cannot be read."),
    "ambiguous-date": ("warning", "A date such as 01/02/2026, which means two different days."),
    "bad-birthday": ("warning", "A birthday that names no day of the year."),
    "bad-cadence": ("warning", "A cadence that cannot be read; the person is not tracked by it."),
    "bad-period": ("warning", "A period of time that cannot be read; the default counts."),
    "no-date": ("warning", "An event or interaction has no date, so it counts for nothing."),
    "log-line": ("warning", "A line of the log does not begin with a date that can be read; it is not counted."),
    "bad-number": ("warning", "A number that cannot be read."),
    "bad-flag": ("warning", "A checkbox that is neither true nor false."),
    "bad-zone": ("warning", "A time zone that does not exist."),
    "unknown-tier": ("warning", "A tier that the settings do not know."),
    "unknown-status": ("warning", "A status that means nothing to vaultkit."),
    "future-last-contact": ("warning", "`last_contact` lies in the future and is ignored."),
    "ambiguous-mention": ("warning", "A link that could mean two people; nobody is credited."),
    "alias-link": ("info", "A link by an alias: it counts for the person, but Obsidian does not follow it."),
    "unresolved-link": ("warning", "A link to a note that does not exist."),
    "ambiguous-link": ("info", "A link that fits several notes equally well."),
    "duplicate-alias": ("warning", "Two people go by the same alias."),
    "no-me": ("info", "No note says who you are (`type: me`); drafts show placeholders."),
    "second-me": ("warning", "More than one note says who you are; the first by path counts."),
    "region": ("error", "A region's markers do not fit together; the note is left alone."),
    "unknown-question": ("error", "A region asks a question that vaultkit does not know."),
    "region-argument": ("error", "A region has an argument that cannot be used."),
    "region-template": ("error", "The template of a region does not work; the region is left as it is."),
    "kept-edit": ("info", "An edit inside a region was kept in a file of its own, which is not read as a note."),
    "settings-name": ("warning", "The settings name a folder or tag that was renamed."),
    "left-alone": ("warning", "A note that a rename should have changed is not in a state to be written."),
    "tick-unclear": ("warning", "A ticked line in a region does not say whom it means; nothing was logged."),
    "draft-over-limit": ("error", "A draft that is not sent yet is longer than its channel allows."),
}


def severity(problem: Problem) -> Severity:
    """How severe a problem is: an `error` is what makes `vaultkit check` exit with 1."""
    return CODES[problem.code][0]
