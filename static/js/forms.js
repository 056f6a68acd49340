/** A choice that needs no button: the form goes off as soon as the field changed. Without JavaScript, Enter does it. */
export function startForms() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
}
