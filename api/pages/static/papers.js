// The papers without leaving the conversation: printing and copying happen here, files come as the form's own answer.
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words);
  const line = document.getElementById("status");

  async function fetched(form, button, accept) {
    const fields = new URLSearchParams([...new FormData(form), [button.name, button.value]]);
    const response = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: accept } });
    if (!response.ok) throw new Error("no paper");
    return response.text();
  }

  async function print(form, button) {
    const answer = new DOMParser().parseFromString(await fetched(form, button, "text/html"), "text/html");
    const sheet = document.adoptNode(answer.getElementById("ark"));
    sheet.classList.add("print-only");
    document.body.append(sheet);
    document.body.classList.add("printing");
    addEventListener("afterprint", () => {
      sheet.remove();
      document.body.classList.remove("printing");
    }, { once: true });
    window.print();
  }

  async function copy(form, button) {
    await navigator.clipboard.writeText(await fetched(form, button, "text/plain"));
    line.textContent = words.copied;
  }

  // Where it cannot be done here, the form does it as it would without a script.
  function plainly(form, button) {
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: button.name, value: button.value });
    form.append(chosen);
    form.submit();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    const here = form.matches("form[data-paper]") && button && { print, text: copy }[button.value];
    if (!here) return;
    event.preventDefault();
    here(form, button).catch(() => plainly(form, button));
  });
})();
