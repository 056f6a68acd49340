/** Texts of messages: a placeholder goes to where the cursor was last. */
export function startMessages() {
  document.querySelectorAll("[data-message]").forEach((form) => {
    let field = form.querySelector("[data-text]");
    form.addEventListener("focusin", (event) => {
      if (event.target.matches("[data-text]")) field = event.target;
    });
    form.addEventListener("click", (event) => {
      const name = event.target.closest("[data-placeholder]")?.dataset.placeholder;
      if (!name) return;
      field.setRangeText(`{${name}}`, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      form.dispatchEvent(new Event("drafted"));
    });
  });
}
