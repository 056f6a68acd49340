/**
 * Online booking on any website:
 *   <script src="https://…/termin/widget.js" data-label="Termin buchen" async></script>
 * data-mode="dialog" (a button that opens a dialog, the default) or "inline" (the page itself, in place);
 * data-branch and data-service lead straight there; data-lang="en"; data-target="#id" for somebody's own button.
 * Without this script the link that stands beside it works. No cookies, nothing stored, nothing measured.
 */
const script = document.currentScript;
const options = { ...script.dataset };
const base = new URL(script.src);

function address() {
  const parts = ["termin", options.branch, options.branch && options.service].filter(Boolean);
  const url = new URL(`/${parts.join("/")}/`, base);
  url.searchParams.set("einbetten", "1");
  if (options.lang) url.searchParams.set("lang", options.lang);
  return url;
}

function frame(title) {
  const box = document.createElement("iframe");
  box.src = address();
  box.title = title;
  box.style.cssText = "display:block;width:100%;border:0;height:640px;color-scheme:normal;background:transparent";
  box.setAttribute("loading", "lazy");
  return box;
}

/** Messages count only from our own origin and from this very frame. */
function listen(box, { onClose } = {}) {
  let step = "";
  addEventListener("message", (event) => {
    if (event.origin !== base.origin || event.source !== box.contentWindow) return;
    const message = event.data?.askpro;
    if (!message) return;
    if (Number.isFinite(message.height)) box.style.height = `${Math.min(Math.max(message.height, 200), 6000)}px`;
    if (message.close) onClose?.();
    if (message.step && message.step !== step) {
      step = message.step;
      box.closest("dialog")?.scrollTo({ top: 0 });
      script.dispatchEvent(new CustomEvent("askpro:step", { detail: step, bubbles: true }));
    }
  });
}

function dialog(label) {
  const english = options.lang === "en";
  const box = document.createElement("dialog");
  box.setAttribute("aria-label", label);
  box.style.cssText =
    "padding:0;border:0;border-radius:20px;width:min(46rem,100vw);max-width:100vw;max-height:100dvh;overflow:auto;" +
    "margin:auto;box-shadow:0 20px 60px rgb(0 0 0/.35);overscroll-behavior:contain";
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", english ? "Close" : "Schließen");
  close.style.cssText =
    "position:sticky;top:8px;float:right;margin:8px 8px -52px 0;width:44px;height:44px;border:0;border-radius:22px;z-index:1;" +
    "background:#1d3b39;color:#fff;font:700 22px/44px system-ui,sans-serif;cursor:pointer";
  close.addEventListener("click", () => box.close());
  const page = frame(label);
  box.append(close, page);
  listen(page, { onClose: () => box.close() });
  // A modal dialog keeps the focus by itself and gives it back to whatever opened it.
  document.body.append(box);
  return box;
}

function button(label) {
  const own = document.createElement("button");
  own.type = "button";
  own.textContent = label;
  own.style.cssText =
    "min-height:48px;padding:0 22px;border:0;border-radius:14px;background:#155e56;color:#fff;" +
    "font:600 17px/48px system-ui,sans-serif;cursor:pointer";
  script.after(own);
  return own;
}

function start() {
  const label = options.label || (options.lang === "en" ? "Book an appointment" : "Termin buchen");
  if (options.mode === "inline") {
    const box = frame(label);
    (document.querySelector(options.target || null) ?? script).after(box);
    listen(box);
    return;
  }
  let box = null;
  const opener = (options.target && document.querySelector(options.target)) || button(label);
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    box ??= dialog(label);
    box.showModal();
  });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
