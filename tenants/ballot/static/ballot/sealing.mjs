// The inner envelope: made on the deputy's own device, checked on the scrutineers'. The twin of tenants/ballot/sealed/{proofs,sealing}.py: the same
// seed gives the same bytes (tests/tenants/ballot/sealed/vectors.json).

import { SIZE, big, concat, same, scalar } from "./group.mjs";

const PAIR = 2 * SIZE;
const RANGE = "renda.ballot.v1/range";

// poll: {manifest, key: Uint8Array(32), boxes: number, limits: [[[box, …], least, most], …]}
export function sizeOf(poll) {
  return PAIR * poll.limits.reduce((total, [, least, most]) => total + most - least + 1, poll.boxes);
}

// values: 0 or 1 a box, within the limits; slot: 16 bytes; seed: 32 fresh bytes, to be erased by the caller.
export function seal(g, poll, slot, values, seed) {
  let drawn = 0;
  const draw = () => g.hashToScalar("renda.ballot.v1/seed", seed, poll.manifest, slot, big(drawn++));
  const randomness = values.map(draw);
  const boxes = values.map((value, at) => encrypt(g, poll.key, value, randomness[at]));
  const outside = concat(...boxes.map(raw));
  const context = g.digest("renda.ballot.v1/ballot", poll.manifest, slot, poll.key, outside);
  const proofs = poll.limits.map(([members, least, most], place) => {
    const nonces = Array.from({ length: 2 * (most - least) + 1 }, draw);
    return prove(g, poll.key, sum(g, members.map((at) => boxes[at])), {
      value: members.reduce((total, at) => total + values[at], 0),
      randomness: members.map((at) => randomness[at]).reduce(g.plus),
      least,
      most,
      context: concat(context, big(place)),
      nonces,
    });
  });
  return concat(outside, ...proofs);
}

// The boxes of a ballot all of whose proofs hold, or null.
export function check(g, poll, slot, sealed) {
  if (sealed.length !== sizeOf(poll)) return null;
  const end = PAIR * poll.boxes;
  const part = (at) => sealed.slice(at, at + SIZE);
  const boxes = Array.from({ length: poll.boxes }, (_, at) => ({ a: part(PAIR * at), b: part(PAIR * at + SIZE) }));
  if (!boxes.every((box) => g.isPoint(box.a) && g.isPoint(box.b))) return null;
  const context = g.digest("renda.ballot.v1/ballot", poll.manifest, slot, poll.key, sealed.slice(0, end));
  let at = end;
  for (const [place, [members, least, most]] of poll.limits.entries()) {
    const box = sum(g, members.map((member) => boxes[member]));
    const branches = [];
    for (let guess = least; guess <= most; guess += 1, at += PAIR) {
      branches.push({ guess, challenge: part(at), response: part(at + SIZE) });
    }
    if (!branches.every((branch) => g.isScalar(branch.challenge) && g.isScalar(branch.response))) return null;
    const commitments = branches.map((branch) => commitment(g, poll.key, box, branch));
    const whole = g.hashToScalar(RANGE, concat(context, big(place)), poll.key, raw(box), ...commitments);
    if (!same(branches.map((branch) => branch.challenge).reduce(g.plus), whole)) return null;
  }
  return boxes;
}

export const ballotDigest = (g, poll, slot, sealed) => g.sha256(concat(poll.manifest, slot, sealed));

export const raw = (box) => concat(box.a, box.b);

export function sum(g, boxes) {
  return boxes.reduce((left, right) => ({ a: g.add(left.a, right.a), b: g.add(left.b, right.b) }));
}

function encrypt(g, key, value, randomness) {
  const hidden = g.multiply(randomness, key);
  return { a: g.generate(randomness), b: value ? g.add(g.generate(scalar(value)), hidden) : hidden };
}

function prove(g, key, box, { value, randomness, least, most, context, nonces }) {
  const spare = nonces[Symbol.iterator]();
  const next = () => spare.next().value;
  const branches = [];
  for (let guess = least; guess <= most; guess += 1) {
    if (guess === value) branches.push(null);
    else branches.push({ guess, challenge: next(), response: next() });
  }
  const nonce = next();
  const commitments = branches.map((branch) =>
    branch ? commitment(g, key, box, branch) : concat(g.generate(nonce), g.multiply(nonce, key)),
  );
  const whole = g.hashToScalar(RANGE, context, key, raw(box), ...commitments);
  const simulated = branches.filter(Boolean).map((branch) => branch.challenge);
  const challenge = simulated.reduce((left, right) => g.minus(left, right), whole);
  const response = g.plus(nonce, g.times(challenge, randomness));
  return concat(...branches.map((branch) => branch || { challenge, response }).map((it) => concat(it.challenge, it.response)));
}

function commitment(g, key, box, { guess, challenge, response }) {
  const first = g.subtract(g.generate(response), g.multiply(challenge, box.a));
  const second = g.subtract(g.multiply(response, key), g.multiply(challenge, box.b));
  return concat(first, guess ? g.add(second, g.generate(g.times(challenge, scalar(guess)))) : second);
}
