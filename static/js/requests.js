import { say } from "./toasts.js";

const QUICK_MS = 250;

/** Polls and regions that fetch themselves are nobody's act: they neither show as work nor complain. */
function isBackground({ requestConfig }) {
  const cause = requestConfig?.triggeringEvent?.type;
  return !cause || cause.startsWith("live:") || cause === "load" || cause === "revealed";
}

/**
 * What every request of a page needs: a bar at the top when it takes longer than a blink, and no end in silence.
 * Errors never replace the page. A form that was refused (422) brings its reasons with it, so it is shown.
 */
export function startRequests() {
  const words = document.getElementById("toasts")?.dataset ?? {};
  showWork();
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (!isBackground(event.detail)) say(words.offline, { tone: "error", retry: retryOf(event.detail) });
    });
  }
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const { xhr } = detail;
    // The server has said it in its own words.
    if (xhr.getResponseHeader("HX-Trigger")?.includes('"toasts"') || isBackground(detail)) return;
    if (xhr.status === 422) return;
    if (xhr.status === 429) say(busyWords(words, xhr), { tone: "error" });
    else if (xhr.status === 403) say(words.forbidden, { tone: "error" });
    else if (xhr.status === 413) say(words.big, { tone: "error" });
    else if (xhr.status >= 500) say(words.failed, { tone: "error", retry: retryOf(detail) });
    else say(words.failed, { tone: "error" });
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 422) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
}

function busyWords(words, xhr) {
  const seconds = Number.parseInt(xhr.getResponseHeader("Retry-After") ?? "", 10);
  return seconds > 0 ? words.busySeconds.replace("{seconds}", seconds) : words.busy;
}

/** The same request once more, from where it came; nothing when that place is gone from the page. */
function retryOf({ elt, target, requestConfig }) {
  if (!requestConfig || !elt) return null;
  return () => {
    if (!elt.isConnected) return;
    const { verb, path } = requestConfig;
    const values = requestConfig.formData && Object.fromEntries(requestConfig.formData);
    htmx.ajax(verb.toUpperCase(), path, { source: elt, target: target?.isConnected ? target : undefined, values });
  };
}

function showWork() {
  const pending = new Set();
  let timer = 0;
  const show = () => document.documentElement.toggleAttribute("data-busy", pending.size > 0);
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    if (isBackground(detail)) return;
    pending.add(detail.xhr);
    clearTimeout(timer);
    timer = setTimeout(show, QUICK_MS);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    pending.delete(detail.xhr);
    if (pending.size === 0) show();
  });
  // On to another page: until it comes, this one says that it was understood.
  addEventListener("beforeunload", () => {
    timer = setTimeout(() => document.documentElement.toggleAttribute("data-busy", true), QUICK_MS);
  });
  addEventListener("pagehide", () => clearTimeout(timer));
  addEventListener("pageshow", show);
}
