"""A tiny house for test_supervisor.py: real processes that do nothing but keep a diary.

python -m tests.infra.house live SPEC.json          supervises what the file describes
python -m tests.infra.house child NAME DIARY …      one of its programs
"""

import http.server
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def live(spec: dict[str, Any]) -> int:
    from infra.supervisor import Plan, Program, Step, Supervisor

    def program(name: str, stage: int, *manners: str) -> Program:
        command = (sys.executable, "-S", __file__, "child", name, spec["diary"], *manners)
        return Program(name, command, stage, vital=name == "web")

    def step(name: str, fingerprint: str, shell: str) -> Step:
        return Step(name, name, lambda: fingerprint, ("/bin/sh", "-c", shell))

    plan = Plan(
        home=Path(spec["home"]),
        port=spec["port"],
        steps=lambda: [step(*each) for each in spec.get("steps", [])],
        programs=tuple(program(*each) for each in spec["programs"]),
        embedded=spec.get("embedded", False),
        hint="no links",
        back_off=(0.1, 0.1),
        attached=spec.get("attached", False),
    )
    return Supervisor(plan).run()


class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def child(name: str, diary: str, *manners: str) -> None:
    def note(what: str) -> None:
        with Path(diary).open("a") as book:
            book.write(f"{what} {name} {os.getpid()}\n")

    def leave(*_: object) -> None:
        note("stop")
        if "stubborn" not in manners:
            sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    note("start")
    if "frail" in manners:
        sys.exit(1)
    if "parent" in manners:
        subprocess.Popen([sys.executable, "-S", __file__, "child", f"{name}-child", diary, "stubborn"])
    if name == "web":
        http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    if sys.argv[1] == "live":
        sys.exit(live(json.loads(Path(sys.argv[2]).read_text())))
    child(*sys.argv[2:])
