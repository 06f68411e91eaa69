"""What ends a command: one small class per cause, each with its sentence and exit code.

A fault in the user's notes is never one of these; it is a `vaultkit.model.Problem`, a value.
Exit codes are the same everywhere: 0 done, 1 findings (`check` only), 2 wrong usage or
refused, 3 another instance holds the vault, 4 input or output failed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

#: So many names are listed where nothing looks like what was typed.
_LISTED = 10


def nearest(word: str, known: Iterable[str], count: int = 3, cutoff: float = 0.6) -> tuple[str, ...]:
    """The known words that look most like *word*, best first (none if nothing comes near).

    *cutoff* is how much must be alike, from 0 to 1.
    """
    folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), folded, n=count, cutoff=cutoff)
    return tuple(folded[name] for name in found)


def _or_list(words: Sequence[str]) -> str:
    return " or ".join(f"'{word}'" for word in words)


class VaultkitError(Exception):
    """The program refuses. The message says what is wrong, the hint what to do next."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NoVaultError(VaultkitError):
    """No folder was named, and none was found by looking upward."""

    def __init__(self, start: str) -> None:
        super().__init__(
            f"no vault found in {start} or above it",
            "name one with --vault DIR, set VAULTKIT_VAULT, or make one with 'vaultkit init'",
        )


class MissingVaultError(VaultkitError):
    """The folder that was named as a vault is not a folder that can be read."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"the vault {path} {why}", "check the spelling, or make it with 'vaultkit init DIR'")


class SettingsError(VaultkitError):
    """`vaultkit.toml` cannot be used as it stands."""

    def __init__(self, path: str, line: int, message: str, hint: str = "") -> None:
        super().__init__(f"{path}:{line}: {message}", hint)


class UnknownNameError(VaultkitError):
    """A draft, question, kind, channel, tone or code that does not exist.

    The hint is what is most like it; only if nothing is, what there is.
    """

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = nearest(name, names)
        more = f", and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        listing = f"there are: {', '.join(names[:_LISTED])}{more}" if names else ""
        super().__init__(f"no {what} is called '{name}'", f"did you mean {_or_list(near)}?" if near else listing)


class UnknownPersonError(VaultkitError):
    """Nobody in the vault goes by this name."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        hint = f"did you mean {_or_list(near)}?" if near else f"make a note with: vaultkit new contact '{name}'"
        super().__init__(f"no contact is called '{name}'", hint)


class UnknownNoteError(VaultkitError):
    """No note of the wanted kind goes by this name."""

    def __init__(self, what: str, name: str, near: Sequence[str], hint: str = "") -> None:
        near_hint = f"did you mean {_or_list(near)}?" if near else ""
        super().__init__(f"no {what} is called '{name}'", hint or near_hint)


class AmbiguousNameError(VaultkitError):
    """A name fits two notes; nothing is guessed."""

    def __init__(self, name: str, matches: Sequence[tuple[str, str]]) -> None:
        listing = ", ".join(f"{title} ({path})" for title, path in matches)
        super().__init__(f"'{name}' fits {len(matches)} notes: {listing}", "write more of the name, or its path")


class UsageError(VaultkitError):
    """An argument or a date that cannot be read."""


class RefusedError(VaultkitError):
    """What was asked would go against the user's own rules or notes."""


class TemplateError(VaultkitError):
    """A template does not work: names the template, its line, and the variable."""

    def __init__(self, template: str, line: int, message: str, hint: str = "") -> None:
        super().__init__(f"{template}:{line}: {message}", hint)


class LockedError(VaultkitError):
    """Another instance holds the vault."""

    exit_code = 3


class DiskError(VaultkitError):
    """Reading or writing failed; what was there before is still there."""

    exit_code = 4


class VaultGoneError(DiskError):
    """The vault is not really there: an unmounted disk or an emptied folder looks like this."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"the vault {path} {why}; nothing is written", "bring it back, or start again if that is as it should be"
        )
