// 设备检测: can this device seal? Asked at sign-in, so that nobody finds out with the hall waiting.

import { find, start, trial } from "./device.mjs";

async function ask() {
  const took = trial(await start());
  const line = find("device");
  line.textContent = `✓ 设备可用（密封一张票约 ${Math.max(0.1, took / 1000).toFixed(1)} 秒）`;
  line.className = "done";
}

document.documentElement.dataset.began = "yes";
ask().catch(() => { find("unfit").hidden = false; });
