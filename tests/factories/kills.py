"""A process that is really killed: forked, so that it begins where the test stands."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Callable

from django.db import connections


def killed(work: Callable[[], object], *, after: float | None = None) -> bool:
    """Run `work` in a child; True if it died by SIGKILL, its own or (`after` so many seconds) ours."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork with threads: the child runs nothing but `work`
        child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed of itself"
    return os.WIFSIGNALED(status)


def die_at(step: str) -> Callable[[str], None]:
    """A progress listener that kills its process at `step`."""

    def progress(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return progress
