// What a sealed ballot of a manifest looks like (SPECIFICATION §3). The twin of tenants/ballot/sealed/layout.py.

const GRADES = ["very_necessary", "necessary", "ordinary"];

// {boxes: number, limits: [[[box, …], least, most], …]}
export function layoutOf(manifest) {
  const { candidates, method } = manifest;
  const { form, overvote = "void_ballot", undervote = "valid", seats, max_approvals: most = seats } = method;
  const marks = marksOf(form, most);
  const grades = manifest.priorities ? GRADES : [];
  const wide = marks.length + grades.length;
  const rows = candidates.map((_, row) => Array.from({ length: wide }, (_unused, column) => row * wide + column));
  const limits = rows.flat().map((box) => [[box], 0, 1]);
  for (const row of rows) {
    if (marks.length > 1) limits.push([row.slice(0, marks.length), 0, 1]);
    if (grades.length) limits.push([row.slice(marks.length), 0, 1]);
  }
  if (form === "ranking") {
    marks.forEach((_, rank) => limits.push([rows.map((row) => row[rank]), 1, 1]));
  } else if (most !== null) {
    const least = undervote === "void_ballot" ? Math.min(most, candidates.length) : 0;
    const limit = overvote === "void_ballot" ? Math.min(most, candidates.length) : candidates.length;
    if (least !== 0 || limit !== candidates.length) limits.push([rows.map((row) => row[0]), least, limit]);
  }
  return { boxes: wide * candidates.length, limits };
}

function marksOf(form, most) {
  if (form === "ranking") return Array.from({ length: most }, (_, at) => String(at + 1));
  return form === "tick" ? ["approve"] : ["approve", "oppose"];
}
