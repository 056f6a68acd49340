/** Buttons that print the page; without JavaScript the browser's own menu does. */
export function startPrint() {
  for (const button of document.querySelectorAll("[data-print-page]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print-page]")) print();
  });
}
