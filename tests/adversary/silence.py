"""While voting goes on: does any copy of a ballot, or of a part of one, stand anywhere but in the box?"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from commons.kernel.tenancy import in_office
from tenants.ballot.models import SealedBallot
from tests.adversary import disk
from tests.adversary.election import Election, superuser
from tests.adversary.linking import Heap, choices_in
from tests.conftest import TOWN

PIECE = 24  # bytes of a sealed ballot that nobody else could have written


def leaks(election: Election) -> list[str]:
    """The places outside the box where a ballot was found: tables, logs, files of broker and cache, events of Sentry."""
    house = election.house
    with in_office(TOWN), superuser(house.database) as root:
        words = list(_pieces(election))
        box = f"o_{TOWN}.ballot_{'sealedballot' if election.is_sealed else 'ballot'}"
        found = root.execute(
            "SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = %s::regclass", [box]
        ).fetchone()
        inside = {
            f"rows of {box}",
            f"rows of {found[0] if found else ''}",
            "rows with one xmin",
            "rows with one xmin or xmax",
        }
        places = {
            name: heaps for name, heaps in disk.rows(root, [*words, *election.projects]).items() if name not in inside
        }
        places |= disk.files(house.server.home)
        places["events of Sentry"] = [Heap(each) for each in house.mailbox.posted]
        assert places["events of Sentry"]  # a connection was killed under a cast
        return [name for name, heaps in places.items() if any(_speaks(heap, election, words) for heap in heaps)]


def _pieces(election: Election) -> Iterator[bytes]:
    """Of every sealed ballot, whatever became of it: its beginning and its end, as bytes, hex and base64."""
    for (raw,) in SealedBallot.objects.filter(round_uid=election.this.uid).values_list("sealed"):
        for piece in (bytes(raw)[:PIECE], bytes(raw)[-PIECE:]):
            yield from (piece, piece.hex().encode())
        yield base64.b64encode(bytes(raw)[:PIECE])


def _speaks(heap: Heap, election: Election, words: list[bytes]) -> bool:
    if election.is_sealed:
        return any(word in heap.data for word in words)
    return next(choices_in(heap.data, election.projects), None) is not None
