/** A form goes off once; a code goes off by itself when its last digit is typed. */
export function startForms() {
  // Before anybody else hears of it: whoever taps twice means once.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.dataset.sent) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    { capture: true },
  );
  // Back from the browser's cache: it may be sent again, and the server knows what it has already.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  });
  document.addEventListener("input", (event) => {
    const code = event.target.closest("[data-code]");
    if (code && code.value.replace(/\D/g, "").length === Number(code.dataset.code)) code.form.requestSubmit();
  });
}
