// The manifest as a device reads it (SPECIFICATION §5): its very bytes are the poll. What key, boxes and projects there are
// is said here and nowhere else; whose key it is, the fingerprint tells that was read aloud at the empty box.

import { hex, same, unhex } from "./group.mjs";
import * as keys from "./keys.mjs";
import { layoutOf } from "./layout.mjs";

const FORMAT = "renda.ballot.v1";
const text = new TextDecoder();

// raw: the published bytes. {told, hash, fingerprint, ceremony, parts, poll}; throws where they are no manifest.
export function read(g, raw) {
  const told = JSON.parse(text.decode(raw));
  const hash = g.sha256(raw);
  const ceremony = unhex(told.ceremony);
  const parts = told.trustees.map((each) => ({
    index: each.index,
    committed: unhex(each.committed),
    transport: unhex(each.transport_key),
    commitments: each.commitments.map(unhex),
    proof: unhex(each.proof),
  }));
  const poll = { manifest: hash, key: unhex(told.key), ...layoutOf(told) };
  return { told, hash, ceremony, parts, poll, fingerprint: keys.fingerprint(g, ceremony, parts) };
}

// Whether the key is the trustees' own, each part proved and of this threshold: then the fingerprint speaks for the key.
export function isTrue(g, { told, ceremony, parts, poll }) {
  const { threshold } = told;
  const transports = parts.map((each) => hex(each.transport));
  return told.format === FORMAT
    && threshold > 1 && threshold <= parts.length
    && parts.every((each, place) => each.index === place + 1)
    && parts.every((each) => keys.faultOf(g, ceremony, each.index, each.committed, threshold, each) === "")
    && parts.every((each) => g.isPoint(each.transport)) && new Set(transports).size === parts.length
    && g.isPoint(poll.key) && same(keys.jointKey(g, parts), poll.key);
}

export const titleOf = ({ told }, candidate) => (told.titles && told.titles[candidate]) || candidate;
