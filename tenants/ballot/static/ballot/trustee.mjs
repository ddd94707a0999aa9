// A scrutineer's own device: makes her part of the key, checks the others', opens the sum, signs. Her secret is made here,
// kept here, and shown once for the envelope.

import { concat, hex, same, unhex } from "./group.mjs";
import * as keys from "./keys.mjs";
import * as manifests from "./manifest.mjs";
import { ballotDigest, check } from "./sealing.mjs";
import { Refused, call, fill, find, pause, random, start, unbase64 } from "./device.mjs";

const place = find("key");
const vote = place.dataset.vote;
const isChief = place.dataset.chief === "yes";
const LOOK = 2000; // milliseconds between two looks
let g = null;
let shown = "";

const KEPT = (box) => `renda.key.${box.uid}`;
const secretOf = (box) => localStorage.getItem(KEPT(box));
const groupsOf = (word, size) => word.match(new RegExp(`.{1,${size}}`, "g")) || [];
const groups = (word) => groupsOf(word, 4).join(" ");
const mine = (box) => box.keepers.find((each) => each.is_me);
const meOf = (box) => keys.trustee(g, unhex(box.ceremony), mine(box).index, box.threshold, unhex(secretOf(box)));
const fingerprintOf = (box, keepers = box.keepers) => keys.fingerprint(g, unhex(box.ceremony), keepers.map((each) => (
  { index: each.index, transport: unhex(each.transport_key), ...revealOf(each) })));
const revealOf = (keeper) => ({ commitments: keeper.commitments.map(unhex), proof: unhex(keeper.proof) });

// One state on the page: a headline, lines, and at most one button. Drawn anew only when it differs.
function draw(headline, lines, button) {
  const said = JSON.stringify([headline, lines, button && button.label]);
  if (said === shown) return;
  shown = said;
  find("headline").textContent = headline;
  fill(find("lines"), ...lines.map((words) => {
    const line = document.createElement("p");
    line.textContent = words;
    return line;
  }));
  const old = find("act");
  const fresh = old.cloneNode(false);
  fresh.hidden = !button;
  fresh.disabled = false;
  fresh.textContent = button ? button.label : "";
  if (button) {
    fresh.addEventListener("click", async () => {
      fresh.disabled = true;
      await guarded(button.act);
      shown = "";
    });
  }
  old.replaceWith(fresh);
}

async function guarded(act) {
  try {
    await act();
    find("fault").hidden = true;
  } catch (fault) {
    find("fault").hidden = false;
    find("fault-words").textContent = fault instanceof Refused || fault instanceof Fault
      ? fault.message : "网络不通，请检查网络；页面会自动重试。";
  }
}

class Fault extends Error {}

// ── the ceremony ─────────────────────────────────────────────────────────────────────────────
function makeKey(box) {
  const seed = hex(random(32));
  localStorage.setItem(KEPT(box), seed);
  shown = "";
}

const BACKED = (box) => `${KEPT(box)}.backed`;

async function commit(box) {
  const me = meOf(box);
  const reveal = keys.reveal(g, unhex(box.ceremony), me);
  await call(`ceremonies/${box.uid}/commitment/`, {
    committed: hex(keys.commit(g, unhex(box.ceremony), me.index, reveal)),
    transport_key: hex(g.generate(me.transport)),
  });
}

async function reveal(box) {
  const own = keys.reveal(g, unhex(box.ceremony), meOf(box));
  await call(`ceremonies/${box.uid}/reveal/`, { commitments: own.commitments.map(hex), proof: hex(own.proof) });
}

// What was seen once is what is seen ever after: the keys to which shares were sent, and the root that was opened.
function remembered(box, what, value) {
  const name = `${KEPT(box)}.${what}`;
  const before = localStorage.getItem(name);
  if (before === null) localStorage.setItem(name, value);
  return before === null || before === value;
}

function checkSeen(box) {
  const me = meOf(box);
  const own = keys.reveal(g, unhex(box.ceremony), me);
  const isMine = mine(box).transport_key === hex(g.generate(me.transport))
    && mine(box).commitments.join() === own.commitments.map(hex).join();
  if (!isMine || !remembered(box, "seen", fingerprintOf(box))) {
    throw new Fault("服务器出示的密钥与仪式中的不同，这台设备不再参与。请立即报告总监票人，停止投票，重新举行密钥仪式。");
  }
}

function checkReveals(box) {
  for (const each of box.keepers) {
    const fault = keys.faultOf(g, unhex(box.ceremony), each.index, unhex(each.committed), box.threshold, revealOf(each));
    if (fault) throw new Fault(`${each.name}公开的密钥不成立（${fault}）。请停止仪式，由总监票人重新开始。`);
  }
}

async function deal(box) {
  checkReveals(box);
  checkSeen(box);
  const me = meOf(box);
  const others = box.keepers.filter((each) => each.index !== me.index);
  await call(`ceremonies/${box.uid}/shares/`, {
    dealt: others.map((each) => ({
      index: each.index,
      share: hex(keys.deal(g, unhex(box.ceremony), me, each.index, unhex(each.transport_key))),
    })),
  });
}

// Dealer → my share, or null where it does not fit.
function received(box) {
  const me = meOf(box);
  return box.keepers.map((each) => (each.index === me.index
    ? keys.shareFor(g, me, me.index)
    : keys.receive(g, unhex(box.ceremony), me, each.index, unhex(each.dealt), unhex(each.transport_key), revealOf(each))));
}

async function acknowledge(box) {
  checkSeen(box);
  const wrong = received(box).findIndex((share) => share === null);
  if (wrong >= 0) await call(`ceremonies/${box.uid}/wrong-share/`, { dealer: wrong + 1 });
  else await call(`ceremonies/${box.uid}/acknowledgement/`, {});
}

// ── checking and opening ─────────────────────────────────────────────────────────────────────
// What this device holds of a round: the ballots whose proofs it has checked, in the order in which it was given them.
let held = null;

// Check what there is to check: while voting goes on as it is shown, once the box is sealed the rest. Then `held.root` is set.
async function follow(box) {
  if (held === null || held.uid !== box.uid) held = { uid: box.uid, manifest: null, ballots: [], root: "" };
  while (!held.root) {
    const found = await call(`rounds/${box.round_uid}/sealed-set/?after=${held.ballots.length}`);
    if (found.seal_root && !box.seal_root) return; // closed since the last look
    if (held.manifest === null) held.manifest = checkedManifest(box, unbase64(found.manifest));
    const { told, poll } = held.manifest;
    const given = found.ballots.map(([slot, word]) => {
      const sealed = unbase64(word);
      return { slot, sealed, digest: hex(ballotDigest(g, poll, unhex(slot), sealed)) };
    });
    const all = [...held.ballots, ...given];
    if (!all.every(({ slot }) => slot in told.slots)) throw new Fault("有选票不在名册内，不予开启。请立即报告总监票人。");
    if (new Set(all.map(({ slot }) => slot)).size !== all.length) throw new Fault("有票位出现两次，不予开启。请立即报告总监票人。");
    if (found.seal_root) checkRoot(box, found.seal_root, all);
    await checkProofs(box, poll, given);
    held.ballots = all.map(({ slot, sealed, digest }) => ({ slot, digest, sealed: sealed.slice(0, 64 * poll.boxes) }));
    held.root = found.seal_root;
    if (!given.length) return;
  }
}

function checkRoot(box, root, ballots) {
  const receipts = ballots.map(({ digest }) => digest).sort();
  if (root !== box.seal_root || hex(g.sha256(concat(...receipts.map(unhex)))) !== root) {
    held = null; // whatever it was given is asked for anew
    throw new Fault("票箱内的选票与封箱摘要不符，不予开启。请立即报告总监票人。");
  }
}

async function openSum(box) {
  checkSeen(box);
  await follow(box);
  if (held.root !== box.seal_root) throw new Fault("封箱摘要前后不符，不予开启。请立即报告总监票人。");
  if (!remembered(box, "opened", box.seal_root)) throw new Fault("这台设备已对另一封箱摘要开启过，不再开启。请立即报告总监票人。");
  const { told, hash, poll } = held.manifest;
  const secret = keys.secretShare(g, received(box));
  const shares = [];
  for (const part of new Set(Object.values(told.slots))) {
    const inside = held.ballots.filter(({ slot }) => told.slots[slot] === part);
    if (inside.length < Math.max(5, told.smallest_sum)) continue;
    const sums = keys.product(g, inside.map(({ sealed }) => boxesOf(sealed, poll.boxes)));
    const share = keys.openShare(g, mine(box).index, secret, sums, concat(hash, unhex(box.seal_root)));
    shares.push({ part, points: share.points.map(hex), proofs: share.proofs.map(hex) });
  }
  await call(`rounds/${box.round_uid}/opening-share/`, { shares });
}

function checkedManifest(box, raw) {
  const found = manifests.read(g, raw);
  const isOurs = hex(found.hash) === box.manifest_hash && found.told.ceremony === box.ceremony && found.told.threshold === box.threshold;
  if (!isOurs || found.fingerprint !== fingerprintOf(box) || !manifests.isTrue(g, found)) {
    throw new Fault("投票清单上的密钥不是各监票人所生成的，不予开启。请立即报告总监票人，停止投票。");
  }
  return found;
}

// A ballot made of somebody else's would tell, in the sum, what is in hers: so no proof is taken on the server's word.
// What was checked once, byte for byte in that slot of that poll, is remembered by its digest and not checked again.
async function checkProofs(box, poll, ballots) {
  const name = `${KEPT(box)}.checked`;
  const known = new Set(groupsOf(localStorage.getItem(name) || "", 64));
  const jobs = ballots.map(({ slot, sealed, digest }, number) => [number, unhex(slot), sealed, digest]).filter(([, , , digest]) => !known.has(digest));
  if (!jobs.length) return;
  let done = 0;
  const checked = (number, holds) => {
    const place = held.ballots.length + number + 1;
    if (!holds) throw new Fault(`第 ${place} 张票的密封证明不成立，不予开启。请立即报告总监票人。`);
    done += 1;
    const words = `正在这台设备上核对密封票：${done}/${jobs.length}`;
    if (box.seal_root) find("headline").textContent = words;
    else find("progress").textContent = words;
  };
  const hands = Math.min(navigator.hardwareConcurrency || 2, 8, Math.ceil(jobs.length / 4));
  try {
    await Promise.all(Array.from({ length: hands }, (_, hand) => work(poll, jobs.filter((_job, at) => at % hands === hand), checked)));
  } catch (fault) {
    if (fault instanceof Fault) throw fault;
    done = 0; // a browser without module workers: here, one after the other
    for (const [number, slot, sealed] of jobs) {
      checked(number, check(g, poll, slot, sealed) !== null);
      await pause(0);
    }
  }
  find("progress").textContent = "";
  shown = "";
  localStorage.setItem(name, [...known, ...jobs.map(([, , , digest]) => digest)].join(""));
}

function work(poll, ballots, checked) {
  const hand = new Worker(new URL("./checker.mjs", import.meta.url), { type: "module" });
  let left = ballots.length;
  return new Promise((resolve, reject) => {
    hand.onerror = () => reject(new Error("worker"));
    hand.onmessage = ({ data: { number, holds } }) => {
      try {
        checked(number, holds);
        left -= 1;
        if (left === 0) resolve();
      } catch (fault) { reject(fault); }
    };
    hand.postMessage({ poll, ballots });
  }).finally(() => hand.terminate());
}

function boxesOf(sealed, count) {
  return Array.from({ length: count }, (_, at) => ({ a: sealed.slice(64 * at, 64 * at + 32), b: sealed.slice(64 * at + 32, 64 * at + 64) }));
}

const sign = (box) => {
  checkSeen(box);
  return call(`rounds/${box.round_uid}/signature/`, { signature: hex(keys.sign(g, meOf(box), unhex(box.result))) });
};

// ── what to do now ───────────────────────────────────────────────────────────────────────────
const toBegin = { label: "开始密钥仪式", act: () => call(`votes/${vote}/ceremonies/`, {}) };
const waiting = (box, done, words) => {
  const names = box.keepers.filter((each) => !done(each)).map((each) => each.name);
  return names.length ? [words, `还在等待：${names.join("、")}`] : [words];
};

async function step(box) {
  if (!box) {
    draw("密钥仪式尚未开始", ["密封投票前，由全体监票人在各自设备上共同生成密钥。"], isChief ? toBegin : null);
    return;
  }
  const me = mine(box);
  const title = `第 ${box.number} 轮 · ${box.phase_label}`;
  if (!me) {
    draw(title, ["您不是这一轮的密钥保管人。"], null);
    return;
  }
  if (box.is_destroyed) {
    for (const what of ["", ".backed", ".seen", ".opened", ".checked"]) localStorage.removeItem(KEPT(box) + what);
    draw("密钥已销毁", ["这台设备上的密钥也已删除。请把封存的备份交总监票人一并销毁。"], null);
    return;
  }
  if (!secretOf(box)) {
    find("restore").hidden = me.committed === "";
    if (me.committed === "") draw(title, ["请在您本人的设备上生成密钥。密钥只留在这台设备上。"], { label: "在这台设备上生成密钥", act: () => makeKey(box) });
    else draw(title, ["这台设备上没有您的密钥。请回到原来的设备，或按封存的备份恢复。"], null);
    return;
  }
  find("restore").hidden = true;
  if (box.phase === "commit" && me.committed === "") {
    draw("请抄存备份", [groups(secretOf(box)), "把上面的字符抄在纸上，封存并签名。它只显示这一次，任何人都不要给看。"], {
      label: "已抄存，继续", act: () => { localStorage.setItem(BACKED(box), "yes"); return commit(box); },
    });
    return;
  }
  if (box.phase === "commit") draw(title, waiting(box, (each) => each.committed, "您已提交承诺。"), null);
  if (box.phase === "reveal" && !me.commitments.length) await reveal(box);
  if (box.phase === "reveal") draw(title, waiting(box, (each) => each.commitments.length, "您已公开密钥。"), null);
  if (box.phase === "deal" && !me.has_dealt) await deal(box);
  if (box.phase === "deal") draw(title, waiting(box, (each) => each.has_dealt, "您已分发份额。"), null);
  if (box.phase === "check" && !me.acked) await acknowledge(box);
  if (box.phase === "check") draw(title, waiting(box, (each) => each.acked, "您已核对份额。"), null);
  if (!me.commitments.length || !box.keepers.every((each) => each.commitments.length)) return;
  const joint = `密钥指纹：${fingerprintOf(box)}`;
  if (box.phase === "empty") {
    draw("密钥已生成", [joint, "请各监票人逐个念出自己设备上的指纹，全部相同，再由总监票人当场验空箱。"], isChief ? {
      label: "验空箱", act: () => call(`ceremonies/${box.uid}/empty-box/`, {}),
    } : null);
  }
  if (box.phase === "ready") draw("票箱已验，0 张", [joint, "可以由人大负责人宣布开启投票。请保管好这台设备。"], null);
  if (box.phase === "used") await afterOpening(box, me, title, joint);
}

async function afterOpening(box, me, title, joint) {
  if (!me.opened && !box.result) {
    checkSeen(box);
    await follow(box);
  }
  if (!box.seal_root) {
    const count = held ? held.ballots.length : 0;
    const left = box.pending ? [`服务器正在核验 ${box.pending} 张票。`] : [];
    const own = count ? `这台设备已核对 ${count} 张密封票，全部成立。` : "这台设备还没有要核对的密封票。";
    const how = "密封票每满 40 张，随机抽取 20 张交这台设备核对，其余截止后核对。请保持本页打开。";
    draw(title, ["投票进行中。截止后在这里开启合计。", joint, own, how, ...left], box.pending ? {
      label: "催办核验", act: () => call(`rounds/${box.round_uid}/checking/`, {}),
    } : null);
    return;
  }
  const root = `封箱摘要：${groups(box.seal_root)}`;
  if (!me.opened && !box.result) {
    draw("已封箱", [root, "请对照大屏幕上的封箱摘要，一致后开启。只开启合计，单张选票不开启。"], { label: "摘要一致，开启合计", act: () => openSum(box) });
  } else if (!box.result) {
    draw("您已提交开启份额", [root, "请等待其他监票人开启和计票人计票。"], null);
  } else if (!me.signed) {
    draw("已计票", [root, "请在监票计票页面核对结果，无误后签名。"], { label: "核对无误，签名", act: () => sign(box) });
  } else {
    draw("您已签名", [root, "请回到监票计票页面确认计票结果。"], null);
  }
}

async function look() {
  const { results } = await call(`votes/${vote}/ceremonies/`);
  const live = results.filter((box) => box.phase !== "abandoned").pop();
  const broken = results.filter((box) => box.broken_by).pop();
  find("broken").hidden = !broken || (live && live.phase !== "commit");
  if (broken) find("broken").textContent = `上一次密钥仪式已作废：${broken.broken_by}的设备分发的份额有误。请重新开始。`;
  const last = live && live.result && mine(live) && mine(live).signed;
  find("again").hidden = !(isChief && last);
  find("live").textContent = live ? live.uid : "";
  await step(live);
}

find("again").addEventListener("click", () => guarded(toBegin.act));
find("to-restore").addEventListener("click", () => guarded(async () => {
  const seed = find("backup").value.replace(/\s/g, "").toLowerCase();
  const { results } = await call(`votes/${vote}/ceremonies/`);
  const box = results.find((each) => each.uid === find("live").textContent);
  if (!/^[0-9a-f]{64}$/.test(seed)) throw new Fault("备份应为 64 个字符，请核对后重新输入。");
  const me = keys.trustee(g, unhex(box.ceremony), mine(box).index, box.threshold, unhex(seed));
  if (!same(g.generate(me.transport), unhex(mine(box).transport_key))) throw new Fault("这份备份不是本次仪式的，请核对后重新输入。");
  localStorage.setItem(KEPT(box), seed);
}));

async function run() {
  try {
    g = await start();
  } catch {
    draw("这台设备不能保管密钥", ["请换用另一台设备打开本页面。"], null);
  }
  while (g) {
    await guarded(look);
    await pause(LOOK);
  }
}

document.documentElement.dataset.began = "yes";
run();
