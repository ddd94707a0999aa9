"""One run inside the campaign's own Django: a vote opened, cast into under fire, closed, counted, judged."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import Any

from django.db import OperationalError, connections

from commons.audit.models import Entry
from infra.bench.hall import CODE, Hall, OpenVote
from infra.bench.phones import request, send
from infra.bench.serving import House
from tenants.ballot import queries
from tenants.ballot.models import Ballot, RollEntry, SealedBallot
from tests.ballot_campaign import deputies
from tests.ballot_campaign.deputies import Window
from tests.ballot_campaign.killers import SCHEMA, Fire, held, kill
from tests.ballot_campaign.verdict import Counted, judge

__all__ = ["SCHEMA", "Fire", "Hall", "Run"]

PATIENCE = 600.0  # never a fact about the code: a busy machine starts a web in a minute


class Run:
    def __init__(
        self, house: House, hall: Hall, is_sealed: bool, luck: random.Random, projects: int, limit: int
    ) -> None:
        self.house, self.hall, self.is_sealed, self.luck = house, hall, is_sealed, luck
        connections.close_all()
        with hall.inside():
            self.vote: OpenVote = hall.open(sealed=is_sealed, projects=projects, limit=limit)

    def windows(self, fire: Fire) -> list[Window]:
        return deputies.windows(self.vote, self.luck, fire.blows)

    def cast(self, fire: Fire, window: Window, chance: float) -> None:
        deputies.work(fire, window, random.Random(chance))

    def close(self, under_fire: bool) -> None:
        """By HTTP, again until it is known to be closed; `under_fire`: the first time it is killed half way."""
        raw = request(self.vote.path("closing"), self.hall.director.session, host=CODE)
        if under_fire:
            with held(self.house.home, ("audit_entry",)):
                send(self.house.port, raw, timeout=0.3)
                for pid in self.house.pids("web")[1:]:
                    kill(pid)
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = send(self.house.port, raw, timeout=20)
            if answer.status == 201 or (answer.status == 409 and b"wrong_step" in answer.body):
                return
            if time.monotonic() > deadline:
                raise RuntimeError(f"it does not close: {answer}")
            time.sleep(0.2)

    def judged(self, windows: list[Window]) -> list[str]:
        connections.close_all()
        with self.hall.inside():
            if self.is_sealed and (stuck := self._settle()):
                return [stuck]
            this = self.vote.counted()
            assert this.outcome is not None
            if this.refusal:
                return [f"refused: {this.refusal} ({this.outcome['refused']['message']})", *self._judge(windows, None)]
            return self._judge(windows, this.outcome)

    def _judge(self, windows: list[Window], outcome: dict[str, Any] | None) -> list[str]:
        people = {who.uid: number for number, who in enumerate(self.hall.deputies)}
        roll = list(RollEntry.objects.filter(round=self.vote.round))
        numbers = {str(entry.pk): people[entry.account_uid] for entry in roll}
        slots = {bytes(entry.slot): people[entry.account_uid] for entry in roll if entry.slot is not None}
        casts = Entry.objects.filter(act="ballot.cast", object_uid__in=numbers).values_list("object_uid", flat=True)
        rejected = []
        if self.is_sealed:
            rows = SealedBallot.objects.filter(round_uid=self.vote.round.uid).values_list("slot", "digest", "verdict")
            names = [bytes(digest).hex() for _, digest, verdict in rows if verdict]
            rejected = [(slots[bytes(slot)], bytes(digest).hex()) for slot, digest, verdict in rows if verdict is False]
        else:
            marks = Ballot.objects.filter(round_uid=self.vote.round.uid).values_list("marks", flat=True)
            names = ["|".join(each[uid] for uid in self.vote.candidates) for each in marks]
        counted = Counted(
            names=names,
            voted=frozenset(people[entry.account_uid] for entry in roll if entry.voted),
            approvals=[] if outcome is None else [outcome["tally"][uid]["approve"] for uid in self.vote.candidates],
            evidence=Counter(numbers[each] for each in casts),
            rejected=rejected,
        )
        return judge([each.tab for each in windows], counted, receipts_name_ballots=self.is_sealed)

    def _settle(self) -> str:
        """Every proof checked and the root written: nobody asks for it, and whatever became of the workers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if queries.box_of(self.vote.round).root is not None:
                    return ""
            except OperationalError:
                connections.close_all()
            time.sleep(0.1)
        return f"stuck: {queries.pending(self.vote.round.uid)} proofs are not checked"
