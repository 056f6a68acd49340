/**
 * Online booking on any website:
 *   <script src="https://…/termin/widget.js" data-label="Termin buchen" async></script>
 * data-mode="dialog" (a button that opens a dialog, the default), "float" (the same button in the corner of the
 * window) or "inline" (the page itself, in place); data-branch and data-service lead straight there; data-lang="en";
 * data-target="#id" for somebody's own button, or for the box in which the page stands.
 * Without this script the link that stands beside it works. No cookies, nothing stored, nothing measured.
 */
const script = document.currentScript;
const options = { ...script.dataset };
const base = new URL(script.src);
const BUTTON =
  "min-height:48px;padding:0 22px;border:0;border-radius:14px;background:#155e56;color:#fff;font:600 17px/48px system-ui,sans-serif;cursor:pointer";

function address({ isFramed = true } = {}) {
  const parts = ["termin", options.branch, options.branch && options.service].filter(Boolean);
  const url = new URL(`/${parts.join("/")}/`, base);
  if (isFramed) url.searchParams.set("einbetten", "1");
  if (options.lang) url.searchParams.set("lang", options.lang);
  return url;
}

function frame(title) {
  const box = document.createElement("iframe");
  box.src = address();
  box.title = title;
  box.style.cssText = "display:block;width:100%;border:0;color-scheme:normal;background:transparent;opacity:0;transition:opacity .15s";
  return box;
}

/** Never less than what is seen at once: what stands below does not move while somebody looks at it. */
const lowest = () => Math.min(Math.max(innerHeight, 480), 900);

/** Messages count only from our own origin and from this very frame. */
function listen(box, { onHeight, onStep, onClose } = {}) {
  let step = "";
  let isHeard = false;
  addEventListener("message", (event) => {
    if (event.origin !== base.origin || event.source !== box.contentWindow) return;
    const message = event.data?.askpro;
    if (!message) return;
    isHeard = true;
    box.style.opacity = "1"; // nobody sees it half built
    if (Number.isFinite(message.height)) onHeight?.(message.height);
    if (message.close) onClose?.();
    if (message.step && message.step !== step) {
      if (step) onStep?.();
      step = message.step;
      script.dispatchEvent(new CustomEvent("askpro:step", { detail: step, bubbles: true }));
    }
  });
  // A website that the company has not named is shown nothing: a link leads there all the same.
  box.addEventListener("load", () => setTimeout(() => isHeard || box.replaceWith(link(box.title)), 3000), { once: true });
}

function link(label) {
  const own = document.createElement("a");
  own.href = address({ isFramed: false });
  own.target = "_blank";
  own.rel = "noopener";
  own.textContent = `${label} ↗`;
  own.style.cssText = `${BUTTON};display:block;margin:24px auto;width:max-content;max-width:90%;text-decoration:none`;
  return own;
}

function dialog(label) {
  const english = options.lang === "en";
  const box = document.createElement("dialog");
  box.setAttribute("aria-label", label);
  box.style.cssText =
    "padding:0;border:0;border-radius:20px;width:min(46rem,100vw);max-width:100vw;height:min(58rem,100dvh);max-height:100dvh;" +
    "margin:auto;flex-direction:column;overflow:hidden;overscroll-behavior:contain;background:#f5f6f2;box-shadow:0 20px 60px rgb(0 0 0/.35)";
  const bar = document.createElement("div");
  bar.style.cssText =
    "flex:none;display:flex;align-items:center;justify-content:space-between;padding:6px 6px 6px 20px;background:#1d3b39;color:#fff;" +
    "font:600 17px/44px system-ui,sans-serif";
  bar.append(label);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", english ? "Close" : "Schließen");
  close.style.cssText =
    "width:44px;height:44px;border:0;border-radius:22px;background:transparent;color:#fff;font:700 24px/44px system-ui,sans-serif;cursor:pointer";
  close.addEventListener("click", () => box.close());
  const page = frame(label);
  // As tall as the dialog, and scrolled inside: from step to step nothing moves.
  page.style.cssText += ";flex:1;min-height:0";
  bar.append(close);
  box.append(bar, page);
  box.addEventListener("close", () => (box.style.display = ""));
  listen(page, { onClose: () => box.close() });
  // A modal dialog keeps the focus by itself and gives it back to whatever opened it.
  document.body.append(box);
  return box;
}

function inline(label) {
  const box = frame(label);
  const resize = (height) => (box.style.height = `${Math.min(Math.max(height, lowest()), 6000)}px`);
  resize(0);
  const place = options.target && document.querySelector(options.target);
  if (place) place.replaceChildren(box);
  else script.after(box);
  // The next step begins at its top, also for whoever has scrolled down in the one before.
  const top = () => box.getBoundingClientRect().top < 0 && box.scrollIntoView({ block: "start" });
  listen(box, { onHeight: resize, onStep: top });
}

function button(label) {
  const own = document.createElement("button");
  own.type = "button";
  own.textContent = label;
  own.style.cssText = BUTTON;
  if (options.mode === "float") {
    own.style.cssText += ";position:fixed;right:max(16px,env(safe-area-inset-right));bottom:max(16px,env(safe-area-inset-bottom));z-index:2147483000;box-shadow:0 8px 24px rgb(0 0 0/.25)";
    document.body.append(own);
  } else script.after(own);
  return own;
}

function start() {
  const label = options.label || (options.lang === "en" ? "Book an appointment" : "Termin buchen");
  if (options.mode === "inline") {
    inline(label);
    return;
  }
  let box = null;
  const opener = (options.target && document.querySelector(options.target)) || button(label);
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    box ??= dialog(label);
    box.style.display = "flex";
    box.showModal();
  });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
