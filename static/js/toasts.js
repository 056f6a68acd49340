const SECONDS = 6;
const SECONDS_TO_ACT = 12;

/** Alpine component of one short note: goes by itself, stays while somebody points at it or has focus in it. */
export function toast() {
  return {
    timer: 0,
    init() {
      this.resume();
    },
    resume() {
      const acts = this.$root.querySelector("[data-undo]:not([hidden]), [data-retry]:not([hidden])");
      const seconds = Number(this.$root.dataset.seconds) || (acts ? SECONDS_TO_ACT : SECONDS);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.close(), seconds * 1000);
    },
    hold() {
      clearTimeout(this.timer);
    },
    close() {
      this.$root.remove();
    },
  };
}

/**
 * Puts a note on the screen. The words come from the page (data attributes) or the server, so they are translated
 * there. `undo` is a path that takes the act back by POST, `retry` a function; the same words never stand twice.
 */
export function say(text, { tone = "", undo = "", retry = null } = {}) {
  const shelf = document.getElementById("toasts");
  const pattern = document.getElementById("toast-pattern");
  if (!shelf || !pattern || !text) return;
  for (const other of shelf.children) {
    if (other.querySelector("[data-text]")?.textContent === text) other.remove();
  }
  const note = pattern.content.cloneNode(true).firstElementChild;
  note.querySelector("[data-text]").textContent = text;
  if (tone) note.dataset.tone = tone;
  const form = note.querySelector("[data-undo]");
  if (undo) {
    form.action = undo;
    form.hidden = false;
  }
  const again = note.querySelector("[data-retry]");
  if (retry) {
    again.hidden = false;
    again.addEventListener("click", () => {
      note.remove();
      retry();
    });
  }
  shelf.append(note);
}

/** Notes of the server (`HX-Trigger: {"toasts": …}`, see portal/toasts.py), and the way back from an act. */
export function startToasts() {
  document.addEventListener("toasts", (event) => {
    for (const { text, tone, undo } of event.detail.notes ?? []) say(text, { tone, undo });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("#toasts [data-undo]");
    if (!form) return;
    event.preventDefault();
    takeBack(form);
  });
}

/** Pages with live regions fetch those; others are loaded afresh. Counts in the menu are no region of the page. */
async function takeBack(form) {
  const { failed, offline } = document.getElementById("toasts").dataset;
  form.closest(".toast-note").remove();
  let answer;
  try {
    const body = new FormData(form);
    const headers = { "HX-Request": "true" };
    // Where it leads is of no interest: what the server says on the way waits for the next page.
    answer = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
  } catch {
    say(offline, { tone: "error" });
    return;
  }
  const { toasts } = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
  for (const { text, tone } of toasts?.notes ?? []) say(text, { tone });
  if (answer.status >= 400) {
    if (!toasts) say(failed, { tone: "error" });
  } else if (document.querySelector('#main [hx-trigger*="live:reload"]')) htmx.trigger(document.body, "live:reload");
  else location.reload();
}
