/* A part of a page that goes on by itself (#follow): asked again every other second as long as it says so. Without a
   script the page has its own 刷新. */
(function () {
  "use strict";

  var EVERY = 2000;

  function again() {
    var part = document.getElementById("follow");
    if (!part || !part.getAttribute("data-follow")) {
      return;
    }
    setTimeout(function () {
      fetch(location.href, { credentials: "same-origin" })
        .then(function (answer) {
          return answer.text();
        })
        .then(function (text) {
          var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("follow");
          if (fresh) {
            part.parentNode.replaceChild(document.importNode(fresh, true), part);
          }
          again();
        })
        .catch(again);
    }, EVERY);
  }

  again();
})();
