const THRESHOLD = 0.35;
const SLACK_PX = 12;

/**
 * Swiping a row of a list is a short cut to one of its buttons, which stay where they are for everybody else:
 *   <li class="swipe" data-swipe>
 *     <div class="swipe-face"> … <button data-swipe-to="right">Erledigt</button>
 *                                <button data-swipe-to="left">Später</button></div>
 *   </li>
 * Past a third of the width, letting go presses the button of that direction. While the finger moves, its words
 * show behind the row. Delegated, so rows that htmx brings work too.
 */
export function startSwipe() {
  let row = null;
  let from = null;
  let isSwiping = false;

  const end = (shift) => {
    const face = row.querySelector(".swipe-face") ?? row.firstElementChild;
    face.style.transform = "";
    row.classList.remove("is-swiping");
    delete row.dataset.swiping;
    const button = isSwiping && far(row, shift) ? buttonFor(row, shift) : null;
    row = null;
    isSwiping = false;
    button?.click();
  };

  document.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" || event.target.closest("input, select, textarea")) return;
    row = event.target.closest("[data-swipe]");
    from = row && { x: event.clientX, y: event.clientY };
  });
  document.addEventListener("pointermove", (event) => {
    if (!row) return;
    const shift = event.clientX - from.x;
    if (!isSwiping) {
      if (Math.abs(event.clientY - from.y) > SLACK_PX) row = null;
      if (!row || Math.abs(shift) < SLACK_PX) return;
      isSwiping = true;
      row.classList.add("is-swiping");
    }
    follow(row, shift);
  });
  document.addEventListener("pointerup", (event) => row && end(event.clientX - from.x));
  document.addEventListener("pointercancel", () => row && end(0));
  // A finger that swiped has not tapped the link under it.
  document.addEventListener(
    "click",
    (event) => {
      if (!event.isTrusted || !event.target.closest(".is-swiping")) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}

function buttonFor(row, shift) {
  return row.querySelector(`[data-swipe-to="${shift > 0 ? "right" : "left"}"]:not([disabled])`);
}

function far(row, shift) {
  return Math.abs(shift) > row.offsetWidth * THRESHOLD;
}

function follow(row, shift) {
  const button = buttonFor(row, shift);
  const face = row.querySelector(".swipe-face") ?? row.firstElementChild;
  // Without a button on this side the row only gives a little.
  face.style.transform = `translateX(${button ? shift : shift / 6}px)`;
  row.dataset.swiping = button ? (shift > 0 ? "right" : "left") : "";
  row.dataset.swipeWords = button?.dataset.swipeWords ?? button?.textContent.trim() ?? "";
  row.classList.toggle("is-far", Boolean(button) && far(row, shift));
}
