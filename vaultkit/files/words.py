"""Errors of the system, in words that tell a user what to do about them."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from vaultkit.errors import DiskError, VaultkitError

_REASONS = {
    errno.ENOSPC: "the disk is full; make room, then try again",
    errno.EDQUOT: "your disk quota is used up; make room, then try again",
    errno.EACCES: "no permission; check who may read and write it",
    errno.EPERM: "no permission; check who may read and write it",
    errno.EROFS: "the disk is read-only; make it writable, then try again",
    errno.EIO: "the disk reports an error; check the disk, then try again",
    errno.EMFILE: "too many files are open; close some programs, then try again",
    errno.ENFILE: "too many files are open; close some programs, then try again",
    errno.ENAMETOOLONG: "the name is too long for the disk; shorten it",
    errno.EFBIG: "it is larger than 5 MB; split it",
    errno.EBUSY: "it keeps changing while it is read; try again when that has ended",
    errno.ELOOP: "it is a link that leads nowhere; put the file itself there",
}


def reason(error: OSError) -> str:
    """What is the matter, and what to do about it."""
    return _REASONS.get(error.errno or 0) or f"{error.strerror or error}; put that right, then try again"


def in_words(error: Exception) -> str:
    """Any error in one sentence."""
    if isinstance(error, VaultkitError):
        return "; ".join(filter(None, (error.message, error.hint)))
    return reason(error) if isinstance(error, OSError) else str(error)


@contextmanager
def naming(what: str) -> Iterator[None]:
    """Turn an error of the system into one sentence that says of what."""
    try:
        yield
    except OSError as error:
        raise DiskError(f"{what}: {reason(error)}") from error
