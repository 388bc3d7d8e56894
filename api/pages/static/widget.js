// One script tag on a municipality's page:
//   <script src="…/widget.js" data-municipality="holbaek" data-colour="#0b5a8a" data-position="right" defer></script>
// It adds a button; the conversation opens in a frame of our own origin, so the page around it can read nothing of it.
(() => {
  "use strict";
  const options = WIDGET_OPTIONS; // {words, exit}: put in by the service
  const tag = document.currentScript;
  const origin = new URL(tag.src).origin;
  const colour = /^#[0-9a-f]{6}$/i.test(tag.dataset.colour || "") ? tag.dataset.colour : "#0b5a8a";
  const side = tag.dataset.position === "left" ? "left" : "right";
  const { words, exit } = options;

  // Black or white, whichever is read better on the colour.
  function inkOn(hex) {
    const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
  }

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; }
    button { font: 600 16px/1.4 system-ui, sans-serif; min-height: 48px; padding: 10px 18px; border: 2px solid ${inkOn(colour)}; border-radius: 8px; background: ${colour}; color: ${inkOn(colour)}; cursor: pointer; }
    button:focus { outline: 3px solid ${colour}; outline-offset: 3px; }
    .opener { position: fixed; bottom: 16px; ${side}: 16px; z-index: 2147483646; }
    .panel { position: fixed; z-index: 2147483647; bottom: 0; ${side}: 0; width: min(100vw, 480px); height: min(100dvh, 820px); display: flex; flex-direction: column; background: Canvas; border: 1px solid #6f777b; box-sizing: border-box; }
    .panel button { border-radius: 0; }
    iframe { flex: 1; border: 0; width: 100%; }
    [hidden] { display: none !important; }`);

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  root.adoptedStyleSheets = [style];
  const opener = made("button", { className: "opener", textContent: words.open, type: "button" });
  const panel = made("section", { className: "panel", hidden: true, ariaLabel: words.title });
  const closer = made("button", { textContent: words.close, type: "button" });
  const frame = made("iframe", { title: words.title, allow: "clipboard-write", referrerPolicy: "no-referrer" });
  // Everything but leading this page elsewhere on its own: the exit may, because a person presses it.
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals allow-top-navigation-by-user-activation");
  panel.append(closer, frame);
  root.append(opener, panel);

  function made(name, members) {
    return Object.assign(document.createElement(name), members);
  }

  function show(open) {
    if (open && !frame.src) {
      const start = new URL("/", origin);
      if (tag.dataset.municipality) start.searchParams.set("kommune", tag.dataset.municipality);
      frame.src = start.href;
    }
    panel.hidden = !open;
    opener.hidden = open;
    (open ? closer : opener).focus();
  }

  opener.addEventListener("click", () => show(true));
  closer.addEventListener("click", () => show(false));

  // The exit inside the frame takes this page along: blank at once, then away, with nothing for Back to find. The frame
  // stays, unseen, until the page is gone: a frame that is removed can lose what it was about to send.
  addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow || event.data !== "vejviser-leave") return;
    document.documentElement.style.setProperty("display", "none", "important");
    document.title = "";
    event.source.postMessage("vejviser-leaving", origin);
    location.replace(exit);
  });

  // Shift three times works beside the frame as in it. The frame erases, and then answers as above.
  let presses = 0, alone = false;
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) presses = 0;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone || panel.hidden) return;
    presses += 1;
    if (presses === 3) frame.contentWindow.postMessage("vejviser-exit", origin);
  });

  if (document.body) document.body.append(host);
  else addEventListener("DOMContentLoaded", () => document.body.append(host));
})();
