const FAR_PX = 90;
const SLANT = 2;
const TYPING = "input, textarea, select, [contenteditable], dialog[open] *";

/**
 * From one to the next: "j" and "k" follow the links marked data-step, and so does a swipe over the page. In a list
 * of rows they move the focus, and Enter opens what has it.
 */
export function startSteps() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return;
    if (event.key === "j") step("older");
    if (event.key === "k") step("newer");
  });
  let from = null;
  document.addEventListener("pointerdown", (event) => {
    from = event.pointerType === "touch" && isFree(event.target) ? { x: event.clientX, y: event.clientY } : null;
  });
  document.addEventListener("pointercancel", () => (from = null));
  document.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.abs(dx) > FAR_PX && Math.abs(dx) > SLANT * Math.abs(dy)) link(dx < 0 ? "older" : "newer")?.click();
    from = null;
  });
}

function link(where) {
  return document.querySelector(`[data-step="${where}"]`);
}

function step(where) {
  if (document.querySelector("[data-steps]")) return link(where)?.click();
  const rows = [...document.querySelectorAll("#calls .row-link, #call-results .row-link")];
  const unique = [...new Set(rows)];
  const next = unique.indexOf(document.activeElement) + (where === "older" ? 1 : -1);
  unique[Math.max(next, 0)]?.focus();
}

/** What can itself be moved sideways, or typed in, is not the page. */
function isFree(target) {
  if (!document.querySelector("[data-steps]") || target.closest(TYPING) || target.closest("[data-swipe]")) return false;
  for (let box = target; box && box !== document.body; box = box.parentElement) {
    if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible") return false;
  }
  return true;
}
