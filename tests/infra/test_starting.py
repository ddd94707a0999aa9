"""What a web process does before it serves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

SERVE = """
import gc, json, sys
from infra.wsgi import application
print(json.dumps([gc.get_freeze_count(), len(gc.get_objects()), "tenants.workbench.urls" in sys.modules]))
"""


def test_what_was_loaded_to_serve_is_never_walked_again_and_every_address_is_known(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "RENDA_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": "infra.settings.local",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
    }
    ran = subprocess.run(
        [sys.executable, "-c", SERVE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    set_apart, left, known = json.loads(ran.stdout)
    assert (set_apart > 100_000, left < 5_000, known) == (True, True, True)
