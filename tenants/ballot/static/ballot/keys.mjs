// A scrutineer's device: makes her part of the key, and later her part of the opening. The twin of
// tenants/ballot/sealed/{keys,opening}.py. Secrets are made here and never leave.

import { SIZE, big, concat, same, scalar } from "./group.mjs";
import { raw, sum } from "./sealing.mjs";

const byte = (number) => new Uint8Array([number]);

// ── the key ──────────────────────────────────────────────────────────────────────────────────
export function trustee(g, ceremony, index, threshold, seed) {
  const drawn = Array.from({ length: threshold + 1 }, (_, place) =>
    g.hashToScalar("renda.keys.v1/seed", seed, ceremony, new Uint8Array([index, place])),
  );
  return { index, coefficients: drawn.slice(0, threshold), transport: drawn[threshold] };
}

export function reveal(g, ceremony, me) {
  const nonce = g.hashToScalar("renda.keys.v1/nonce", ...me.coefficients, ceremony);
  const context = concat(ceremony, byte(me.index));
  const challenge = knows(g, KEY, context, g.generate(me.coefficients[0]), g.generate(nonce));
  const proof = concat(challenge, g.plus(nonce, g.times(challenge, me.coefficients[0])));
  return { commitments: me.coefficients.map(g.generate), proof };
}

export const commit = (g, ceremony, index, shown) =>
  g.digest("renda.keys.v1/commit", ceremony, byte(index), ...shown.commitments, shown.proof);

// The name of the step that does not hold, or "" if all do.
export function faultOf(g, ceremony, index, committed, threshold, shown) {
  if (!same(commit(g, ceremony, index, shown), committed)) return "commit";
  if (shown.commitments.length !== threshold || !shown.commitments.every(g.isPoint)) return "commitments";
  const [challenge, response] = [shown.proof.slice(0, SIZE), shown.proof.slice(SIZE)];
  if (shown.proof.length !== 2 * SIZE || !g.isScalar(challenge) || !g.isScalar(response)) return "proof";
  const first = shown.commitments[0];
  const nonce = g.subtract(g.generate(response), g.multiply(challenge, first));
  return same(knows(g, KEY, concat(ceremony, byte(index)), first, nonce), challenge) ? "" : "proof";
}

const KEY = "renda.keys.v1/key";
const SIGNATURE = "renda.ballot.v1/sign";
const knows = (g, purpose, context, image, nonce) => g.hashToScalar(purpose, context, image, nonce);

// 64 bytes: the owner of this device has seen what `seen` (32 bytes) is the digest of.
export function sign(g, me, seen) {
  const nonce = g.hashToScalar("renda.ballot.v1/sign nonce", me.transport, seen);
  const challenge = knows(g, SIGNATURE, seen, g.generate(me.transport), g.generate(nonce));
  return concat(challenge, g.plus(nonce, g.times(challenge, me.transport)));
}

// Whether the owner of `transportKey` signed these 32 bytes.
export function isSigned(g, transportKey, seen, signature) {
  const [challenge, response] = [signature.slice(0, SIZE), signature.slice(SIZE)];
  if (signature.length !== 2 * SIZE || !g.isPoint(transportKey) || !g.isScalar(challenge) || !g.isScalar(response)) return false;
  const nonce = g.subtract(g.generate(response), g.multiply(challenge, transportKey));
  return same(knows(g, SIGNATURE, seen, transportKey, nonce), challenge);
}

export function shareFor(g, me, other) {
  return me.coefficients.reduceRight((total, each) => g.plus(g.times(total, scalar(other)), each), g.zero);
}

export const deal = (g, ceremony, me, other, transportKey) =>
  hidden(g, shareFor(g, me, other), g.multiply(me.transport, transportKey), ceremony, me.index, other);

// The share, or null if it does not fit what the dealer revealed.
export function receive(g, ceremony, me, dealer, dealt, transportKey, shown) {
  const share = hidden(g, dealt, g.multiply(me.transport, transportKey), ceremony, dealer, me.index);
  return g.isScalar(share) && same(g.generate(share), at(g, shown.commitments, me.index)) ? share : null;
}

export const jointKey = (g, reveals) => reveals.map((each) => each.commitments[0]).reduce(g.add);
export const publicShare = (g, reveals, index) => reveals.map((each) => at(g, each.commitments, index)).reduce(g.add);
export const secretShare = (g, received) => received.reduce(g.plus);

// What the trustees read aloud, worked out from what this device was shown. parts: [{index, transport, commitments, proof}, …]
export function fingerprint(g, ceremony, parts) {
  const rows = parts.flatMap((each) => [byte(each.index), each.transport, ...each.commitments, each.proof]);
  const groups = new Array(6).fill(0); // the number's last 24 digits, the lowest four first
  for (const value of g.digest("renda.keys.v1/seen", ceremony, ...rows).slice(0, 12)) {
    let carry = value;
    for (let place = 0; place < groups.length; place += 1) {
      carry += groups[place] * 256;
      groups[place] = carry % 10000;
      carry = Math.floor(carry / 10000);
    }
  }
  return groups.map((each) => String(each).padStart(4, "0")).join(" ");
}

const at = (g, commitments, index) =>
  commitments.reduceRight((total, each) => g.add(g.multiply(scalar(index), total), each), g.zero);

function hidden(g, share, shared, ceremony, dealer, receiver) {
  const pad = g.digest("renda.keys.v1/deal", shared, ceremony, new Uint8Array([dealer, receiver]));
  return share.map((value, place) => value ^ pad[place]);
}

// ── the opening ──────────────────────────────────────────────────────────────────────────────
export function product(g, ballots) {
  return ballots[0].map((_, box) => sum(g, ballots.map((ballot) => ballot[box])));
}

export function openShare(g, index, secret, sums, context) {
  const base = g.generate(scalar(1));
  const points = sums.map((each) => g.multiply(secret, each.a));
  const proofs = sums.map((each, place) => {
    const from = g.digest("renda.ballot.v1/secret", secret);
    const bound = concat(context, byte(index), big(place));
    const nonce = g.hashToScalar("renda.ballot.v1/nonce", from, raw(each), bound);
    const images = [g.generate(secret), points[place]];
    const commitments = [g.generate(nonce), g.multiply(nonce, each.a)];
    const challenge = g.hashToScalar("renda.ballot.v1/share", bound, base, each.a, ...images, ...commitments);
    return concat(challenge, g.plus(nonce, g.times(challenge, secret)));
  });
  return { index, points, proofs };
}
