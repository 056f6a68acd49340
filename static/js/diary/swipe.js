/** A swipe goes to the next day or back; where columns can still be moved sideways it moves those first. */
const FAR = 80;
let start = null;

export function startSwipe() {
  document.addEventListener("touchstart", begin, { passive: true });
  document.addEventListener("touchend", end);
}

function begin(event) {
  start = null;
  if (event.touches.length !== 1 || !event.target.closest("#board") || document.querySelector("dialog[open]")) return;
  const board = event.target.closest("[data-calendar]");
  const { clientX: x, clientY: y } = event.touches[0];
  start = { x, y, board, left: board?.scrollLeft ?? 0 };
}

function end(event) {
  if (!start || document.body.classList.contains("is-carrying")) return;
  const { clientX, clientY } = event.changedTouches[0];
  const dx = clientX - start.x;
  if (Math.abs(dx) < FAR || Math.abs(clientY - start.y) > Math.abs(dx) / 2) return;
  const { board, left } = start;
  const room = board ? (dx < 0 ? board.scrollWidth - board.clientWidth - left : left) : 0;
  if (room > 4) return;
  const { next, previous } = document.querySelector("[data-diary]").dataset;
  location.assign(dx < 0 ? next : previous);
}
