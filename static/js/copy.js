/** Buttons that copy the text of another element; they show only where the browser can do it. */
export function startCopy() {
  if (!navigator.clipboard) return;
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.copied;
  });
}

function show(part) {
  for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
}
