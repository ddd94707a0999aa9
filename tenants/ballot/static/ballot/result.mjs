// A deputy's device after the count: is my ballot in the sealed set, is this its root, is this the result that was signed?
// Worked out here from the bundle; the only thing asked of the server is the file.

import { read, unpack } from "./bundle.mjs";
import { fill, find, start } from "./device.mjs";

const groups = (word) => (word.match(/.{1,4}/g) || []).join(" ");

function line(words, className = "") {
  const item = document.createElement("li");
  item.className = className;
  item.textContent = words;
  return item;
}

function said(lines) {
  fill(find("checked"), ...lines.map(([holds, words]) =>
    (holds ? line(`✓ ${words}`, "done") : line(`■ ${words}`, "fails"))));
}

function own(found, code) {
  if (code.length < 12) return [false, "请输入提交选票时显示的回执编号，共 12 位。"];
  const starts = (receipt) => receipt.startsWith(code);
  if (found.receipts.some(starts)) return [true, "您的票在封箱的票中，已计入。"];
  if (found.rejected.some(starts)) return [false, "您的票没有通过密封核验，没有计入；您应当已收到重新投票的提示。"];
  return [false, "封箱的票中没有这个回执编号。请核对编号；无误的，请持编号向总监票人提出。"];
}

function judge(found, code) {
  const { signed, trustees, threshold, answer } = found;
  const figures = found.candidates.map((uid) => `${found.titles[uid] || uid} 赞成 ${answer.tally[uid].approve}`);
  return [
    own(found, code),
    found.hasRoot
      ? [true, `${found.receipts.length} 张票的封箱摘要与核验包一致：${groups(found.root)}。请与截止时大屏幕上的对照。`]
      : [false, "封箱摘要与票箱内的票不符：有票被增加、删除或改动。请立即报告总监票人。"],
    signed.length >= threshold
      ? [true, `这个结果由 ${trustees} 位监票人中的 ${signed.length} 位签名：${figures.join("，")}。`]
      : [false, `签名有效的监票人只有 ${signed.length} 位，不足 ${threshold} 位，结果可能被改动。请报告总监票人。`],
    [true, `密钥指纹：${found.fingerprint}。请与监票人验空箱前念出的对照。`],
  ];
}

async function look(round) {
  fill(find("checked"), line("正在这台设备上核对……"));
  const response = await fetch(round.dataset.bundle, { credentials: "same-origin", cache: "no-store" });
  if (!response.ok) throw new TypeError(String(response.status));
  const g = await start();
  const code = find("own-code").value.replace(/\s/g, "").toLowerCase();
  said(judge(read(g, await unpack(await response.blob())), code));
}

find("own-check").hidden = false;
find("to-check").addEventListener("click", async () => {
  try {
    await look(find("own-round").selectedOptions[0]);
  } catch (fault) {
    said([[false, fault instanceof TypeError
      ? "没有取得核验包，请检查网络后再试。" : "这个浏览器不能读核验包，请换一台设备，或使用验票页面。"]]);
  }
});
