const SECONDS = 6;

/** Alpine component of one short note: goes by itself, stays while somebody points at it or has focus in it. */
export function toast() {
  return {
    timer: 0,
    init() {
      this.resume();
    },
    resume() {
      const seconds = Number(this.$root.dataset.seconds) || SECONDS;
      this.timer = setTimeout(() => this.close(), seconds * 1000);
    },
    hold() {
      clearTimeout(this.timer);
    },
    close() {
      this.$el.closest(".toast-note")?.remove();
    },
  };
}

/** Puts a note on the screen; the words come from the page (data attributes), so they are translated there. */
export function say(text) {
  const shelf = document.getElementById("toasts");
  const pattern = document.getElementById("toast-pattern");
  if (!shelf || !pattern || !text) return;
  const note = pattern.content.cloneNode(true);
  note.querySelector("[data-text]").textContent = text;
  shelf.append(note);
}

/** No request ends in silence: whatever htmx could not do is said. */
export function startToasts() {
  const words = document.getElementById("toasts")?.dataset ?? {};
  document.addEventListener("htmx:sendError", () => say(words.offline));
  document.addEventListener("htmx:timeout", () => say(words.offline));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 403) say(words.forbidden);
    else if (status !== 422) say(words.failed);
  });
  // A refused form (422) brings its reasons with it, so it is shown; other errors never replace the page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 422) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
}
