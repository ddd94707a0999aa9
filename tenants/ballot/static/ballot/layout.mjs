// What a sealed ballot of a manifest looks like (SPECIFICATION §3). The twin of tenants/ballot/sealed/layout.py.

const GRADES = ["very_necessary", "necessary", "ordinary"];

// {boxes: number, names: [[candidate, mark], …], limits: [[[box, …], least, most, words], …]}
export function layoutOf(manifest) {
  const { candidates, method, titles = {} } = manifest;
  const { form, overvote = "void_ballot", undervote = "valid", seats, max_approvals: most = seats } = method;
  const marks = marksOf(form, most);
  const grades = manifest.priorities ? GRADES : [];
  const wide = marks.length + grades.length;
  const names = candidates.flatMap((candidate) => [...marks, ...grades].map((mark) => [candidate, mark]));
  const rows = candidates.map((_, row) => Array.from({ length: wide }, (_unused, column) => row * wide + column));
  const limits = names.map(([candidate, mark], box) => [[box], 0, 1, `${candidate} ${mark}`]);
  rows.forEach((row, at) => {
    const called = titles[candidates[at]] || candidates[at];
    if (marks.length > 1) limits.push([row.slice(0, marks.length), 0, 1, `项目 ${called} 只能有一种选择`]);
    if (grades.length) limits.push([row.slice(marks.length), 0, 1, `项目 ${called} 只能选一档优先级`]);
  });
  if (form === "ranking") {
    marks.forEach((mark, rank) => limits.push([rows.map((row) => row[rank]), 1, 1, `第 ${mark} 位必须且只能填一个项目`]));
  } else if (most !== null) {
    const least = undervote === "void_ballot" ? Math.min(most, candidates.length) : 0;
    const limit = overvote === "void_ballot" ? Math.min(most, candidates.length) : candidates.length;
    if (least !== 0 || limit !== candidates.length) limits.push([rows.map((row) => row[0]), least, limit, words(least, limit)]);
  }
  return { boxes: names.length, names, limits };
}

function marksOf(form, most) {
  if (form === "ranking") return Array.from({ length: most }, (_, at) => String(at + 1));
  return form === "tick" ? ["approve"] : ["approve", "oppose"];
}

function words(least, most) {
  if (least === most) return `必须赞成 ${most} 个项目`;
  return least === 0 ? `最多赞成 ${most} 个项目` : `赞成的项目应为 ${least} 至 ${most} 个`;
}
