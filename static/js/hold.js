/** A region marked data-hold is not renewed from outside while somebody has something open or is writing in it. */
export function startHold() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const region = event.detail.elt;
    const isBusy = region.matches("[data-hold]") && region.querySelector("details[open], :is(input, textarea, select):focus");
    if (isBusy) event.preventDefault();
  });
}
