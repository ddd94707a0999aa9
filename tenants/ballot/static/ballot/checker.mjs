// A worker of a scrutineer's device: checks the proofs of some ballots. In {poll, ballots}, out the numbers of those that fail.

import make from "./vendor/libsodium-sumo.mjs";
import { group } from "./group.mjs";
import { check } from "./sealing.mjs";

const ready = group(make);
onmessage = async ({ data: { poll, ballots } }) => {
  const g = await ready;
  for (const [number, slot, sealed] of ballots) postMessage({ number, holds: check(g, poll, slot, sealed) !== null });
};
