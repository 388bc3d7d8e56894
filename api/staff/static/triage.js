// On top of a plain form: the findings beside it follow what is filled in, and the field that settles most is marked.
(() => {
  "use strict";
  const PAUSE = 250, RETRY = 3000; // ms
  const form = document.getElementById("skema");
  let timer, asked = 0;

  async function refresh() {
    const mine = ++asked;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "text/html" } });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = next.getElementById("fund");
    if (mine !== asked) return;
    if (!found) return location.reload();  // logged out meanwhile
    const old = document.getElementById("fund"), top = old.scrollTop;
    old.replaceWith(document.adoptNode(found));
    found.scrollTop = top;
    const marked = next.querySelector(".field.next [id]");
    for (const field of form.querySelectorAll(".field")) field.classList.toggle("next", !!marked && !!field.querySelector(`#${CSS.escape(marked.id)}`));
  }

  // Without an answer what is filled in stays, and is asked about again.
  function soon(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => refresh().catch(() => soon(RETRY)), pause);
  }

  form.addEventListener("input", () => soon(PAUSE));
})();
