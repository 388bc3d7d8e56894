// On top of plain forms: the same form is sent without leaving the page, and the answer's conversation takes the old one's place.
(() => {
  "use strict";
  const KEY = "vejviser", PATIENCE = 20000, PAUSE = 1500;
  const words = JSON.parse(document.body.dataset.words);
  const place = () => document.getElementById("samtale");
  const log = document.getElementById("forloeb");
  const line = document.getElementById("status");
  const exit = document.querySelector("form[data-exit]");
  let busy = false;

  // The key of the conversation stays in this tab alone, so that a reload finds it again; it is gone with the tab.
  const kept = () => JSON.parse(sessionStorage.getItem(KEY) || "null");

  function keep() {
    const id = place().querySelector("input[name=conversation]"), token = place().querySelector("input[name=token]");
    if (place().hasAttribute("data-closed")) sessionStorage.removeItem(KEY);
    else if (id && token) sessionStorage.setItem(KEY, JSON.stringify({ conversation: id.value, token: token.value }));
    for (const old of exit.querySelectorAll("input")) old.remove();
    for (const [name, value] of Object.entries(kept() || {})) exit.append(hidden(name, value));
  }

  function hidden(name, value) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    return input;
  }

  function say(text, button) {
    line.replaceChildren(text);
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
  async function twice(address, fields) {
    try {
      return await post(address, fields);
    } catch {
      say(words.retrying);
      await new Promise((resume) => setTimeout(resume, PAUSE));
      return post(address, fields);
    }
  }

  async function send(address, fields) {
    if (busy) return;
    busy = true;
    place().inert = true;
    say(words.sending);
    try {
      const answer = await twice(address, fields);
      const next = new DOMParser().parseFromString(answer.text, "text/html").getElementById("samtale");
      if (!next) throw new Error("no conversation in the answer");
      show(next);
      say(answer.ok || next.querySelector(".notice") ? "" : words.not_counted);
    } catch {
      failed(address, fields);
    } finally {
      busy = false;
    }
  }

  // What was sent may have arrived or not: only the same turn may be sent again, so the page stays inert.
  function failed(address, fields) {
    const again = document.createElement("button");
    again.textContent = words.again;
    again.addEventListener("click", () => send(address, fields));
    say(words.failed, again);
    again.focus();
  }

  function show(next) {
    remember(next);
    const old = place();
    old.replaceWith(document.adoptNode(next));
    keep();
    if (next.hasAttribute("data-closed")) log.replaceChildren();
    log.parentElement.hidden = !log.children.length;
    const first = next.querySelector("[data-focus], .notice, [data-log], #spoergsmaal") || next;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  // What was asked and answered moves up into the log.
  function remember(next) {
    const said = next.querySelector("[data-said]");
    if (next.querySelector(".notice, .problem")) return;
    const question = place().querySelector("#spoergsmaal");
    const before = [...place().querySelectorAll("[data-log]")].map((text) => [text.textContent, "said"]);
    if (question) before.push([question.textContent, "said"]);
    for (const [text, kind] of before) log.append(entry(text, kind));
    if (said) {
      log.append(entry(said.textContent.replace(/\s+/g, " "), "mine"));
    }
  }

  function entry(text, kind) {
    const item = document.createElement("li");
    item.className = kind;
    item.textContent = text.trim();
    return item;
  }

  function fieldsOf(form, button) {
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    if (button && button.name) fields.push([button.name, button.value]);
    return fields;
  }

  // Leaving comes first: the page is blank before anything is asked of the network.
  function leave() {
    document.documentElement.classList.add("gone");
    const fields = new URLSearchParams(kept() || fieldsOf(exit));
    sessionStorage.removeItem(KEY);
    if (!navigator.sendBeacon(exit.action, fields)) fetch(exit.action, { method: "POST", body: fields, keepalive: true, redirect: "manual" });
    location.replace(exit.dataset.exit);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form === exit) {
      event.preventDefault();
      leave();
    } else if (form.matches("form[data-turn]")) {
      event.preventDefault();
      send(form.action, fieldsOf(form, event.submitter));
    }
  });

  if (place().querySelector("input[name=conversation]") || place().hasAttribute("data-closed")) keep();
  else if (kept()) send("/samtale", Object.entries(kept()));
})();
