/* One bar an office, from the data beside it. The tables say the same without this file. */
(function () {
  "use strict";
  var place = document.getElementById("chart");
  var source = document.getElementById("chart-data");
  if (!place || !source || !window.echarts) return;

  var data = JSON.parse(source.textContent);
  var tokens = getComputedStyle(document.documentElement);
  function token(name) { return tokens.getPropertyValue(name).trim(); }

  var still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var chart = window.echarts.init(place);
  chart.setOption({
    animation: !still,
    animationDuration: 150,
    aria: { enabled: true },
    color: [token("--action")],
    textStyle: { fontFamily: token("--font"), color: token("--ink") },
    grid: { left: 8, right: 24, top: 24, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, confine: true },
    xAxis: { type: "category", data: data.names, axisLabel: { interval: 0, rotate: data.names.length > 8 ? 45 : 0 } },
    yAxis: { type: "value" },
    series: [{ type: "bar", name: data.label, data: data.values, barMaxWidth: 48, label: { show: data.names.length <= 21, position: "top" } }]
  });
  chart.on("click", function (bar) { window.location.search = data.hrefs[bar.dataIndex]; });
  window.addEventListener("resize", function () { chart.resize(); });
})();
