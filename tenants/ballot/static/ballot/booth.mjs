// The deputy's own device: chooses, reads back, seals, sends. The choice never leaves it; what is kept until the receipt
// is the sealed ballot alone, so that the very same bytes are sent again. Key, boxes and projects are those of the manifest,
// read here from its bytes; the server's page is only the paper to write on.

import { hex, unhex } from "./group.mjs";
import * as manifests from "./manifest.mjs";
import { ballotDigest, seal } from "./sealing.mjs";
import { Refused, base64, call, fill, find, pause, random, show, start, trial, unbase64 } from "./device.mjs";

const round = find("booth").dataset.round;
const KEPT = `renda.ballot.${round}`;
const TRIES = 4;
let g = null;
let booth = null;
let manifest = null;
let poll = null;

const inputs = () => Array.from(document.querySelectorAll("#paper input"));
const marked = (candidate, mark) =>
  inputs().some((each) => each.checked && each.value === mark && each.name.endsWith(`_${candidate}`));
const values = () => poll.names.map(([candidate, mark]) => Number(marked(candidate, mark)));
const forget = () => inputs().forEach((each) => { each.checked = false; });

function say(id, words) {
  find(id).textContent = words;
}

function brokenLimit(chosen) {
  const limit = poll.limits.find(([boxes, least, most]) => {
    const total = boxes.reduce((sum, at) => sum + chosen[at], 0);
    return total < least || total > most;
  });
  return limit ? limit[3] : "";
}

function toReadBack() {
  const wrong = brokenLimit(values());
  find("wrong").hidden = !wrong;
  if (wrong) {
    say("wrong-words", `${wrong}，请修改后再提交。`);
    find("wrong").scrollIntoView();
    return;
  }
  const list = find("lines");
  fill(list);
  for (const project of document.querySelectorAll("#paper fieldset")) {
    const chosen = Array.from(project.querySelectorAll("input:checked"), (each) => each.nextElementSibling.textContent.trim());
    const line = document.createElement("li");
    const title = document.createElement("span");
    const said = document.createElement("strong");
    title.textContent = manifests.titleOf(manifest, candidateOf(project));
    said.textContent = chosen.join(" · ") || "未选择（按弃权计）";
    line.append(title, said);
    list.append(line);
  }
  if (find("chosen")) say("chosen", String(inputs().filter((each) => each.checked && each.className === "approves").length));
  show("read-back");
  scrollTo(0, 0);
}

async function submit() {
  show("sending");
  say("sending-words", "正在这台设备上密封选票……");
  await pause(30);
  const seed = random(32);
  const sealed = seal(g, poll, unhex(booth.slot), values(), seed);
  seed.fill(0);
  localStorage.setItem(KEPT, base64(sealed));
  await send();
}

// The same bytes until there is an answer: a receipt, or the sentence why not.
async function send() {
  show("sending");
  const kept = localStorage.getItem(KEPT);
  for (let tried = 1; tried <= TRIES; tried += 1) {
    say("sending-words", tried === 1 ? "正在提交……" : `网络不通，正在第 ${tried} 次提交……`);
    try {
      const receipt = await call(`rounds/${round}/sealed-ballot/`, { sealed: kept });
      const digest = hex(ballotDigest(g, poll, unhex(booth.slot), unbase64(kept)));
      if (digest !== receipt.digest) throw new Refused(0, { detail: "服务器的回执与选票不符。请联系监票人。" });
      done(receipt.code);
      return;
    } catch (fault) {
      if (fault instanceof Refused) {
        refused(fault);
        return;
      }
      await pause(1000 * tried);
    }
  }
  show("unsent");
}

function done(code) {
  localStorage.removeItem(KEPT);
  forget();
  say("code", code);
  show("submitted");
  scrollTo(0, 0);
}

function refused(fault) {
  localStorage.removeItem(KEPT);
  if (fault.code === "ballot.another_ballot_stands") {
    begin();
    return;
  }
  say("refused-words", fault.message);
  show("refused");
}

const candidateOf = (project) => project.querySelector("input").name.replace(/^[a-z]+_/, "");

// Whether the manifest stands by itself, has this voter's slot, and is what the page shows: these projects, in this order, these marks.
function isOurs() {
  try {
    manifest = manifests.read(g, unbase64(booth.manifest));
  } catch {
    return false;
  }
  poll = manifest.poll;
  const projects = Array.from(document.querySelectorAll("#paper fieldset"));
  const shown = projects.map((each) => [candidateOf(each), each.querySelector("legend").textContent.trim()]);
  const meant = manifest.told.candidates.map((each) => [each, manifests.titleOf(manifest, each).trim()]);
  const boxes = new Set(poll.names.map((each) => each.join(" ")));
  const offered = inputs().filter((each) => each.value !== "abstain").map((each) => `${each.name.replace(/^[a-z]+_/, "")} ${each.value}`);
  return manifests.isTrue(g, manifest)
    && booth.slot in manifest.told.slots
    && JSON.stringify(shown) === JSON.stringify(meant)
    && offered.length === boxes.size && offered.every((each) => boxes.has(each));
}

async function begin() {
  try {
    booth = await call(`rounds/${round}/booth/`);
  } catch (fault) {
    say("refused-words", fault instanceof Refused ? fault.message : "网络不通，没有取得选票。请检查网络后刷新页面。");
    show("refused");
    return;
  }
  if (!isOurs()) {
    say("refused-words", "服务器给出的投票清单与选票页面、密钥不符，不能在这台设备上投票。请立即报告总监票人，并领取纸质票。");
    show("refused");
    return;
  }
  for (const each of document.querySelectorAll(".fingerprint")) each.textContent = manifest.fingerprint;
  if (booth.state === "received" || booth.state === "verified") {
    done(booth.code);
    return;
  }
  if (localStorage.getItem(KEPT) && booth.state === "none") {
    show("unsent");
    return;
  }
  find("rejected").hidden = booth.state !== "rejected";
  show("paper");
}

async function open() {
  try {
    g = await start();
    const took = trial(g);
    say("device", `✓ 设备可用（密封一张票约 ${Math.max(0.1, took / 1000).toFixed(1)} 秒）`);
  } catch {
    show("unfit");
    return;
  }
  await begin();
}

find("to-read-back").addEventListener("click", toReadBack);
find("to-change").addEventListener("click", () => show("paper"));
find("to-submit").addEventListener("click", submit);
find("to-send").addEventListener("click", send);
find("to-begin").addEventListener("click", begin);
document.documentElement.dataset.began = "yes";
open();
