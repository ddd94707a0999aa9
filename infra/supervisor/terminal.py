"""Under make, at a terminal: how to notice that make was asked to stop, and to get Ctrl-C before it does."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path


def parent_signature() -> tuple[int, str]:
    """Who our parent is and which signals it handles.

    An interrupted make puts the signal's handling back, tells its children nothing, and waits for them. So a change
    here means that it was asked to stop, or is gone, and we stop as well.
    """
    parent = os.getppid()
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{parent}/status").read_text().splitlines():
            if line.startswith("SigCgt:"):
                return parent, line
    return parent, ""


@contextlib.contextmanager
def own_terminal() -> Iterator[None]:
    """Be the terminal's foreground for a while, so that Ctrl-C reaches us and not make.

    Make would report the interrupt as a failure, although all it meant was: that will do for today.
    """
    before = os.getpgrp()
    if not sys.stdin.isatty() or os.tcgetpgrp(0) != before:
        yield
        return
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # what a background process gets for asking for the foreground
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # Ctrl-Z would stop us alone and leave make waiting
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.tcsetpgrp(0, before)
