// A browser that cannot read the page's modules, or lacks what sealing needs, would show nothing: so this one file is in
// the language of all browsers (ES5), and says the sentence that is in the page.
(function () {
  "use strict";
  function tell() {
    var place = document.getElementById("unfit");
    if (place && document.documentElement.getAttribute("data-began") !== "yes") place.hidden = false;
  }
  var can = "noModule" in document.createElement("script") && typeof WebAssembly === "object" &&
    typeof globalThis === "object" && !!(window.crypto && window.crypto.getRandomValues) && "flatMap" in Array.prototype;
  if (!can) tell();
  window.addEventListener("load", tell); // by then the page's module has begun, or it never will
}());
