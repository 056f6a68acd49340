/** A form goes off once; choices that need no button go off by themselves. */
export function startForms() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change] *")) event.target.form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Back from the browser's cache: it may be sent again, and the server knows what it has already.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  });
  const code = document.querySelector("[data-code]");
  code?.addEventListener("input", () => {
    if (code.value.replace(/\D/g, "").length === Number(code.dataset.code)) code.form.requestSubmit();
  });
}
