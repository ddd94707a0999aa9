// The audit bundle as a device reads it (SPECIFICATION §6, §7): the sealed set and its root, the result and who signed it.
// Whether every proof holds is the verifier's to say (`renda verify`, verifier.html).

import { concat, hex, same, unhex } from "./group.mjs";
import * as keys from "./keys.mjs";
import * as manifests from "./manifest.mjs";

const text = new TextDecoder();
const bytes = new TextEncoder();
const unbase64 = (word) => Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0));

// File name → bytes. Throws where the browser cannot unpack (before Chromium 80).
export async function unpack(packed) {
  const stream = packed.stream().pipeThrough(new DecompressionStream("gzip"));
  const tar = new Uint8Array(await new Response(stream).arrayBuffer());
  const files = {};
  for (let at = 0; at + 512 <= tar.length && tar[at];) {
    const word = (from, size) => text.decode(tar.slice(at + from, at + from + size)).split("\0")[0].trim();
    const size = parseInt(word(124, 12), 8);
    files[word(0, 100)] = tar.slice(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

// {title, fingerprint, receipts, rejected, root, hasRoot, answer, titles, signed: numbers of the trustees, trustees, threshold}
export function read(g, files) {
  const json = (name) => JSON.parse(text.decode(files[name]));
  const lines = (name) => text.decode(files[name]).split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const [opening, result] = ["opening.json", "result.json"].map(json);
  const { told: manifest, hash, parts, fingerprint } = manifests.read(g, files["manifest.json"]);
  const receipt = ({ slot, sealed }) => hex(g.sha256(concat(hash, unhex(slot), unbase64(sealed))));
  const receipts = lines("ballots.jsonl").map(receipt).sort();
  const root = g.sha256(concat(...receipts.map(unhex)));
  const said = sorted({ counts: result.counts, answer: result.answer });
  const seen = g.sha256(concat(hash, root, bytes.encode(said)));
  return {
    title: manifest.title,
    titles: manifest.titles || {},
    candidates: manifest.candidates,
    fingerprint,
    receipts,
    rejected: lines("rejected.jsonl").map(receipt),
    root: hex(root),
    hasRoot: same(root, unhex(opening.root)),
    answer: result.answer,
    signed: parts.filter(({ index, transport }) =>
      result.signatures[index] && keys.isSigned(g, transport, seen, unhex(result.signatures[index]))).map(({ index }) => index),
    trustees: parts.length,
    threshold: manifest.threshold,
  };
}

// JSON with its names in the order of code points and without spaces: what was signed.
export function sorted(value) {
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const points = (word) => Array.from(word, (letter) => letter.codePointAt(0).toString(16).padStart(6, "0")).join("");
  const names = Object.keys(value).sort((left, right) => (points(left) < points(right) ? -1 : 1));
  return `{${names.map((name) => `${JSON.stringify(name)}:${sorted(value[name])}`).join(",")}}`;
}
