// On top of plain forms: the same form is sent without leaving the page, and the answer's conversation takes the old one's place.
(() => {
  "use strict";
  const KEY = "vejviser", PATIENCE = 20000, PAUSE = 1500, QUOTED = 120;
  const words = JSON.parse(document.body.dataset.words);
  const place = () => document.getElementById("samtale");
  const log = document.getElementById("forloeb");
  const line = document.getElementById("status");
  const loud = document.getElementById("oplaesning");
  const exit = document.querySelector("form[data-exit]");
  let busy = false;

  // The key of the conversation stays in this tab alone, so that a reload finds it again; it is gone with the tab.
  // Storage can be refused, for example to a frame in another site's page: then a reload begins anew.
  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY) || "null");
    } catch {
      return null;
    }
  }

  function store(key) {
    try {
      if (key) sessionStorage.setItem(KEY, JSON.stringify(key));
      else sessionStorage.removeItem(KEY);
    } catch { /* refused */ }
  }

  function keep() {
    const fields = [...place().querySelectorAll("input[name=conversation], input[name=token], input[name=language]")];
    const key = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    const closed = place().hasAttribute("data-closed"), open = key.conversation && key.token;
    if (closed || open) {
      store(closed ? null : key);
      for (const old of exit.querySelectorAll("input")) old.remove();
      if (open) for (const [name, value] of Object.entries(key)) exit.append(hidden(name, value));
    }
  }

  function hidden(name, value) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    return input;
  }

  function say(text, button) {
    line.replaceChildren(text);
    if (text) loud.replaceChildren();
    if (button) line.append(" ", button);
  }

  async function post(address, fields) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const response = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "text/html" }, signal: patience.signal });
      return { ok: response.ok, text: await response.text() };
    } finally {
      clearTimeout(timer);
    }
  }

  // The fields hold the turn id, so sending them twice counts once.
  async function twice(address, fields, said) {
    try {
      return await post(address, fields);
    } catch {
      say(fill(words.retrying, said));
      await new Promise((resume) => setTimeout(resume, PAUSE));
      return post(address, fields);
    }
  }

  // What the citizen answered stays in sight until it is known whether it arrived.
  async function send(address, fields, said = "") {
    if (busy) return;
    busy = true;
    place().inert = true;
    say(fill(words.sending, said));
    try {
      const answer = await twice(address, fields, said);
      const next = new DOMParser().parseFromString(answer.text, "text/html").getElementById("samtale");
      if (!next) throw new Error("no conversation in the answer");
      show(next);
      const fault = next.querySelector("[data-unsure]") ? words.unsure : words.not_counted;
      say(answer.ok || next.querySelector(".notice") ? "" : fill(fault, said));
    } catch {
      failed(address, fields, said);
    } finally {
      busy = false;
    }
  }

  // What was sent may have arrived or not: only the same turn may be sent again, so the page stays inert.
  function failed(address, fields, said) {
    const again = document.createElement("button");
    again.className = "button button-primary";
    again.textContent = words.again;
    again.addEventListener("click", () => send(address, fields, said));
    say(fill(navigator.onLine ? words.failed : words.offline, said), again);
    again.focus();
  }

  // Enough of a long text to know it by; the whole of it still stands in its field.
  const quoted = (said) => (said.length > QUOTED ? `${said.slice(0, QUOTED).trimEnd()}…` : said);
  const fill = (text, said) => text.replace("{said}", () => (said ? `«${quoted(said)}» ` : "")).trim();

  function show(next) {
    remember(next);
    const old = place();
    old.replaceWith(document.adoptNode(next));
    keep();
    if (next.hasAttribute("data-closed")) log.replaceChildren();
    log.parentElement.hidden = !log.children.length;
    const first = next.querySelector("[data-focus], .notice, [data-log], #spoergsmaal, h1") || next;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    scrollTo(0, 0);
    readOut(next, first);
  }

  // A screen reader reads what has the focus; the rest of the answer follows by the live region, in its order.
  function readOut(next, first) {
    const rest = [...next.querySelectorAll("[data-log], #spoergsmaal, #resultat")].filter((text) => text !== first);
    loud.replaceChildren(...rest.map((text) => copied(text, "p", "")));
  }

  // What was asked and answered moves up into the log.
  function remember(next) {
    if (next.querySelector(".notice, .problem")) return;
    for (const text of place().querySelectorAll("[data-log], #spoergsmaal")) log.append(copied(text, "li", "said"));
    const said = next.querySelector("[data-words]");
    if (said) log.append(copied(said, "li", "mine"));
  }

  // The words of an element, in their own language and direction.
  function copied(text, name, kind) {
    const made = document.createElement(name);
    made.className = kind;
    made.textContent = text.textContent.trim();
    if (text.lang) made.lang = text.lang;
    if (text.dir) made.dir = text.dir;
    return made;
  }

  function fieldsOf(form, button) {
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    if (button && button.name) fields.push([button.name, button.value]);
    return fields;
  }

  // In the citizen's own words: what was written, ticked or pressed.
  function saidIn(form, button) {
    if (button && button.name && !["send", "form"].includes(button.name)) return button.textContent.trim().replace(/\s+/g, " ");
    const ticked = [...form.querySelectorAll("input:checked")].map((box) => form.querySelector(`label[for="${box.id}"]`).textContent.trim());
    const typed = form.querySelector("textarea, input[name=number]");
    return ticked.join(", ") || (typed ? typed.value.trim() : "");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-turn]")) return;
    event.preventDefault();
    send(form.action, fieldsOf(form, event.submitter), saidIn(form, event.submitter));
  });

  if (place().querySelector("input[name=conversation]") || place().hasAttribute("data-closed")) keep();
  else if (place().hasAttribute("data-start") && kept()) send("/samtale", Object.entries(kept()));
})();
