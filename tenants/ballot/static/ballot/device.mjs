// What the pages of the sealed vote share: the group, the API, and whether this device can seal at all.

import make from "./vendor/libsodium-sumo.mjs";
import { group, scalar } from "./group.mjs";
import { seal, sizeOf } from "./sealing.mjs";

export const random = (size) => globalThis.crypto.getRandomValues(new Uint8Array(size));
export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
export const unbase64 = (word) => Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0));
export const start = () => group(make);

// Milliseconds to seal a blank ballot of some twenty projects under a key of nobody. Throws where that cannot be done.
export function trial(g) {
  const boxes = 40;
  const limits = Array.from({ length: boxes }, (_, at) => [[at], 0, 1]);
  const poll = { manifest: random(32), key: g.generate(scalar(4407)), boxes, limits };
  const began = performance.now();
  const sealed = seal(g, poll, random(16), new Array(boxes).fill(0), random(32));
  if (sealed.length !== sizeOf(poll)) throw new Error("size");
  return performance.now() - began;
}

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || "操作未被接受，请刷新页面重试。");
    this.status = status;
    this.code = problem.code || "";
  }
}

// Throws Refused for an answer that refuses, TypeError where there is no network.
export async function call(path, body) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
    options.headers["X-CSRFToken"] = token ? token.value : "";
  }
  const response = await fetch(`/api/v1/ballot/${path}`, options);
  if (response.status >= 500) throw new TypeError(String(response.status));
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Refused(response.status, answer || {});
  return answer;
}

// A place emptied and filled anew, in the language of Chromium 78.
export function fill(place, ...children) {
  place.textContent = "";
  place.append(...children);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
export const find = (id) => document.getElementById(id);

export function show(...ids) {
  for (const each of document.querySelectorAll("[data-step]")) each.hidden = !ids.includes(each.id);
}
