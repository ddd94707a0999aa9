"""What every act of this room shares."""

from __future__ import annotations

from api.views import CommandView
from tenants.deputies.policies import POLICY


class Command(CommandView):
    policy = POLICY
