// 设备检测: can this device seal? Asked at sign-in, so that nobody finds out with the hall waiting.

import { find, start, trial } from "./device.mjs";

const line = find("device");
try {
  const took = trial(await start());
  line.textContent = `✓ 设备可用（密封一张票约 ${Math.max(0.1, took / 1000).toFixed(1)} 秒）`;
  line.className = "done";
} catch {
  line.textContent = "■ 这台设备不能密封选票。请使用大厅平板，或向计票人领取纸质票。";
}
