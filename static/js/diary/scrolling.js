/** The day calendar: opens at the present hour, and on a phone the chips bring up one person's column. */
export function startScrolling() {
  const show = (board) => {
    const start = board.querySelector("[data-scroll-here]");
    if (start) bringUp(board, start);
    wireChips(board);
  };
  document.querySelectorAll("[data-calendar]").forEach(show);
  keepPlace();
}

/** On a phone the page scrolls, on wider screens the board does. A day with nobody in it begins at its top. */
function bringUp(board, start) {
  if (board.scrollHeight > board.clientHeight) board.scrollTop = Math.max(0, start.offsetTop - 72);
  else if (board.querySelector(".cal-item")) start.scrollIntoView({ block: "center" });
}

function wireChips(board) {
  const chips = new Map(
    [...document.querySelectorAll("[data-column]")].map((chip) => [chip.dataset.column, chip]),
  );
  for (const [id, chip] of chips) {
    chip.onclick = () => {
      const column = document.getElementById(id);
      const gutter = board.querySelector(".cal-gutter").offsetWidth;
      board.scrollTo({ left: column.offsetLeft - gutter, behavior: "smooth" });
    };
  }
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        chips.get(entry.target.id)?.setAttribute("aria-pressed", String(entry.isIntersecting));
      }
    },
    { root: board, threshold: 0.6 },
  );
  for (const id of chips.keys()) seen.observe(document.getElementById(id));
}

/** The board is redrawn when something was booked; whoever looks at 16 o'clock keeps looking at 16 o'clock. */
function keepPlace() {
  let place = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const board = event.target.querySelector?.("[data-calendar]");
    place = board && { top: board.scrollTop, left: board.scrollLeft };
  });
  document.addEventListener("htmx:afterSettle", () => {
    const board = document.querySelector("[data-calendar]");
    if (!board || !place) return;
    wireChips(board);
    board.scrollTo({ ...place, behavior: "instant" });
    place = null;
  });
}
