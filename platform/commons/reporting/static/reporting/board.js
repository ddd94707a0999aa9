/* Charts from the data beside them. The tables say the same without this file; they stay one press away. */
(function () {
  "use strict";
  var source = document.getElementById("chart-data");
  if (!source || !window.echarts) return;

  var data = JSON.parse(source.textContent);
  var tokens = getComputedStyle(document.documentElement);
  function token(name) { return tokens.getPropertyValue(name).trim(); }
  var still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var few = 24;

  function common(extra) {
    var option = {
      animation: !still,
      animationDuration: 150,
      color: [token("--action")],
      textStyle: { fontFamily: token("--font"), color: token("--ink") },
      tooltip: { trigger: "axis", confine: true },
      grid: { left: 8, right: 56, top: 24, bottom: 8, containLabel: true }
    };
    Object.keys(extra).forEach(function (key) { option[key] = extra[key]; });
    return option;
  }

  function written(each) {
    return each.value === null || each.value === undefined ? "" : Number(each.value).toLocaleString("zh-CN");
  }

  function rank() {
    return common({
      grid: { left: 8, right: 72, top: 4, bottom: 4, containLabel: true },
      dataZoom: data.rank.names.length > few ? [{ type: "slider", yAxisIndex: 0, startValue: 0, endValue: few - 1, width: 14, showDetail: false }] : [],
      xAxis: { type: "value", show: false },
      yAxis: { type: "category", inverse: true, data: data.rank.names, axisTick: { show: false }, axisLabel: { interval: 0 } },
      series: [{ type: "bar", name: data.label, data: data.rank.values, barMaxWidth: 16, label: { show: true, position: "right", formatter: written } }]
    });
  }

  function trend() {
    return common({
      grid: { left: 8, right: 24, top: 28, bottom: 4, containLabel: true },
      xAxis: { type: "category", boundaryGap: true, data: data.trend.names },
      yAxis: { type: "value", name: data.unit, splitNumber: 3 },
      series: [{ type: "line", name: data.label, data: data.trend.values, symbolSize: 8, label: { show: true, formatter: written } }]
    });
  }

  /* The chart takes the table's place, and two buttons in the card's head say which of the two is seen. */
  function tabs(place, table, chart) {
    var head = place.parentNode.querySelector(".card-head");
    var box = document.createElement("div");
    box.className = "chart-tabs";
    [["图", true], ["表格", false]].forEach(function (each) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = each[0];
      button.addEventListener("click", function () { show(each[1]); });
      box.appendChild(button);
    });
    head.appendChild(box);
    function show(drawn) {
      place.hidden = !drawn;
      table.hidden = drawn;
      Array.prototype.forEach.call(box.children, function (button, number) {
        button.setAttribute("aria-pressed", String((number === 0) === drawn));
      });
      if (drawn) chart().resize();
    }
    show(true);
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), function (place) {
    var name = place.getAttribute("data-chart");
    var drawn = null;
    function chart() {
      if (!drawn) {
        drawn = window.echarts.init(place);
        drawn.setOption(name === "rank" ? rank() : trend());
        if (name === "rank") drawn.on("click", function (bar) { window.location.href = data.rank.hrefs[bar.dataIndex]; });
        window.addEventListener("resize", function () { drawn.resize(); });
      }
      return drawn;
    }
    var table = document.querySelector('[data-table="' + name + '"]');
    var picture = document.querySelector('[data-picture="' + name + '"]');
    if (table) {
      tabs(place, table, chart);
    } else if (picture) {
      picture.setAttribute("hidden", "");
      place.hidden = false;
      chart();
    }
  });
})();
