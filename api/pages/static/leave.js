// Leaving: by the button, or by pressing Shift three times. The screen is blank before anything is asked of the network.
(() => {
  "use strict";
  const KEY = "vejviser", PRESSES = 3, UNANSWERED = 300; // ms
  const exit = document.querySelector("form[data-exit]");
  const words = JSON.parse(document.body.dataset.words);
  let presses = 0, alone = false, unanswered = 0;

  // Storage can be refused, for example to a frame in another site's page.
  function takeKey() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
      sessionStorage.removeItem(KEY);
      return kept;
    } catch {
      return null;
    }
  }

  // A beacon outlives the page. `location.replace` takes this page out of the history, so that Back does not find it.
  function leave() {
    if (document.documentElement.classList.contains("gone")) return;
    const fields = new URLSearchParams(takeKey() || [...new FormData(exit)]);
    fields.set("beacon", "1");
    const away = exit.dataset.exit;
    document.documentElement.classList.add("gone");
    document.title = words.blank;
    document.body.replaceChildren();
    if (!navigator.sendBeacon(exit.action, fields)) fetch(exit.action, { method: "POST", body: fields, keepalive: true, redirect: "manual" });
    if (parent === window) {
      location.replace(away);
      return;
    }
    // In a frame the page around is asked to go; one that does not answer is led away, or else this frame goes alone.
    parent.postMessage("vejviser-leave", "*");
    unanswered = setTimeout(() => {
      try {
        top.location.replace(away);
      } catch {
        location.replace(away);
      }
    }, UNANSWERED);
  }

  document.addEventListener("submit", (event) => {
    if (event.target !== exit) return;
    event.preventDefault();
    leave();
  });

  // Shift alone counts: with another key it is a capital letter, and the count begins anew.
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) presses = 0;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    presses += 1;
    const line = document.getElementById("status");
    if (presses >= PRESSES) leave();
    else if (line && presses === 2) line.textContent = words.shift;
  });
  for (const touch of ["pointerdown", "input"]) document.addEventListener(touch, () => { presses = 0; });

  // The page around a frame asks for the same when Shift is pressed there. Who may be around is in the page's policy.
  addEventListener("message", (event) => {
    if (parent === window || event.source !== parent) return;
    if (event.data === "vejviser-exit") leave();
    if (event.data === "vejviser-leaving") clearTimeout(unanswered);
  });

  // A page that the browser kept alive in its memory is shown by Back as it was left: blank, and then anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("gone")) location.replace("/");
  });
})();
