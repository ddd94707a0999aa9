"""What a task may run in: one office's schema, or what all offices share. Never just whatever the connection is in.

    @shared_task(base=OfficeTask)
    def expire_contacts(*, office_code: str, **_: object) -> None: ...

The schema is entered around `run` itself and not by a signal: Celery swallows what a signal's receiver raises, and a
task for an office that is gone would then run in the public schema.
"""

from __future__ import annotations

from typing import Any

from celery import Task

from commons.kernel.errors import Invalid
from commons.kernel.tenancy import in_commons, in_office


class OfficeMissing(Invalid):
    code = "outbox.task_without_office"
    sentence = "任务 {task} 没有写明机构代码，未执行。"


class HomelessTask(Task):  # type: ignore[misc]
    """The default base: a task that has not said where it runs does not run."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise OfficeMissing(task=self.name)


class OfficeTask(HomelessTask):
    """Runs in the schema of `office_code`: an office that is known and, unless `serving = False`, open for work."""

    abstract = True
    serving = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        code = kwargs.get("office_code")
        if not isinstance(code, str) or not code:
            raise OfficeMissing(task=self.name)
        with in_office(code, serving=self.serving):
            return self.run(*args, **kwargs)


class CommonsTask(HomelessTask):
    """Runs in what all offices share."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with in_commons():
            return self.run(*args, **kwargs)
