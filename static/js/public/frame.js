/** Inside somebody's website: tell the frame how tall we are, and when something was booked. */
export function startFrame() {
  if (window.parent === window || !document.body.classList.contains("is-embedded")) return;
  // What is told is no secret: a height, and that the last step is reached. So any parent may hear it.
  const tell = (message) => window.parent.postMessage({ askpro: message }, "*");
  const height = () => tell({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  new ResizeObserver(height).observe(document.documentElement);
  height();
  tell({ step: document.body.dataset.step });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tell({ close: true });
  });
}
