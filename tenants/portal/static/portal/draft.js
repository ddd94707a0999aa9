/* What was begun is kept on this device until it is sent: words only, never photos. Without a script the form works the same. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  var done = document.querySelector("[data-draft-done]");
  var name = "draft:" + (form || done || document.body).getAttribute(form ? "data-draft" : "data-draft-done");

  function store(act) {
    try {
      return act(window.localStorage);
    } catch (blocked) {
      return null; /* a browser that keeps nothing: then nothing is kept */
    }
  }

  if (done) {
    store(function (kept) { kept.removeItem(name); });
  }
  if (!form) {
    return;
  }
  var fields = Array.prototype.filter.call(form.elements, function (field) {
    return field.name && field.type !== "file" && field.type !== "hidden" && field.tagName !== "BUTTON";
  });
  var note = form.querySelector("[data-draft-note]");
  var before = store(function (kept) { return JSON.parse(kept.getItem(name) || "null"); });
  if (before) {
    fields.forEach(function (field) {
      if (!field.value && typeof before[field.name] === "string") {
        field.value = before[field.name];
      }
    });
    if (note) { note.hidden = false; }
  }
  form.addEventListener("input", function () {
    var words = {};
    fields.forEach(function (field) { words[field.name] = field.value; });
    store(function (kept) { kept.setItem(name, JSON.stringify(words)); return true; });
    if (note) { note.hidden = false; }
  });
})();
