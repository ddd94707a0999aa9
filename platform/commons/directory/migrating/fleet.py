"""Many offices side by side: one process a core, work handed out one office at a time, what was busy tried again later.

The workers are forked, so that scripts and rendered models exist once. A worker that dies is noticed and replaced; when
the parent dies, the workers see the end of their pipe and go.
"""

from __future__ import annotations

import heapq
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any

from django.db import connections

from commons.directory.migrating.runner import Outcome, Runner, Task

ATTEMPTS = 4  # each waits up to 1.5 s for its locks
BACK_OFF = 0.5  # seconds before the second attempt, doubled each time, give or take a third
_fork = multiprocessing.get_context("fork")

Report = Callable[[Outcome], None]


def cores() -> int:
    return len(os.sched_getaffinity(0))


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    task: Task | None = None


class Fleet:
    def __init__(self, make_runner: Callable[[], Runner], workers: int) -> None:
        self._make_runner, self._size = make_runner, workers
        self._workers: list[_Worker] = []

    def run(self, tasks: Iterable[Task], *, stop_on_error: bool, report: Report) -> None:
        """Every task to its last attempt; with `stop_on_error` nothing new is begun after the first failure."""
        waiting = list(tasks)[::-1]
        later: list[tuple[float, int, Task]] = []
        stopped = False
        self._workers = []
        for _ in range(min(self._size, len(waiting))):
            self._workers.append(self._hire())
        try:
            while True:
                now = time.monotonic()
                for worker in self._workers:
                    if worker.task is None and not stopped and (task := _next(waiting, later, now)):
                        worker.task = task
                        with suppress(BrokenPipeError):  # it died idle: hearing from it says so
                            worker.pipe.send(task)
                busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
                if not busy:
                    if stopped or not (waiting or later):
                        return
                    time.sleep(max(later[0][0] - now, 0.01) if later else 0.01)
                    continue
                for pipe in wait(list(busy), timeout=0.2 if later else None):
                    outcome = self._hear(busy[pipe])  # type: ignore[index]
                    if outcome.may_pass and outcome.task.attempt < ATTEMPTS:
                        heapq.heappush(later, _again(outcome.task))
                        continue
                    stopped |= stop_on_error and not outcome.is_done
                    report(outcome)
        finally:
            for worker in self._workers:
                worker.pipe.close()
            for worker in self._workers:
                worker.process.join()

    def _hear(self, worker: _Worker) -> Outcome:
        task, worker.task = worker.task, None
        assert task is not None
        try:
            heard: Outcome = worker.pipe.recv()
            return heard
        except (EOFError, ConnectionResetError):
            worker.process.join()
            worker.pipe.close()
            self._workers[self._workers.index(worker)] = self._hire()
            return Outcome(task, message="升级进程意外终止，已撤回。")

    def _hire(self) -> _Worker:
        connections.close_all()  # a connection must not live on both sides of a fork
        ours, theirs = _fork.Pipe()
        inherited = [worker.pipe for worker in self._workers if not worker.pipe.closed]
        process = _fork.Process(target=_work, args=(theirs, [ours, *inherited], self._make_runner), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)


def _work(pipe: Connection, inherited: list[Connection], make_runner: Callable[[], Runner]) -> None:
    for each in inherited:  # or the end of the parent would not be the end of the pipe
        each.close()
    runner = make_runner()
    try:
        while True:
            task: Task = pipe.recv()
            pipe.send(runner.run(task))
            runner.recycle()
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        runner.close()


def _next(waiting: list[Task], later: list[tuple[float, int, Task]], now: float) -> Task | None:
    if waiting:
        return waiting.pop()
    if later and later[0][0] <= now:
        return heapq.heappop(later)[2]
    return None


def _again(task: Task) -> tuple[float, int, Task]:
    pause = BACK_OFF * 2 ** (task.attempt - 1) * random.uniform(0.67, 1.33)  # noqa: S311 (no secret)
    again = replace(task, attempt=task.attempt + 1)
    return time.monotonic() + pause, id(again), again
