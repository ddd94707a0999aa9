"""Impossible to lose: deputies cast while everything they cast into is killed (quality §3, voting.md §9).

    make test-long ARGS="tests/ballot_campaign"                    100 runs × 100 deputies, the controls, 1,000 races each
    python -m tests.ballot_campaign --runs 3 --deputies 12         a small one; --blows, --seed, --mode, --careless WAY

`campaign` runs it in a home of its own: PostgreSQL, web, workers and relay as `make run` starts them, under the product's own
supervisor. `deputies` are the phones, `killers` the faults, all from outside: so many blows a run and no more, so that what
they leave lame is seen: no later blow starts it afresh. `verdict`, pure, says what was lost, doubled or altered. `careless`
is a server that is wrong on purpose: the harness must say so, or its silence proves nothing.
"""
