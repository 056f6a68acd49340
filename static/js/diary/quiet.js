/**
 * News come while somebody drags, has a dialog open or stands in a field: the board is drawn anew only when the hands
 * are free again, but then at once. Whoever drags would otherwise hold something that is not there any more.
 */
let hands = 0;
let missed = false;

/** Something is going on that must not be drawn over; returns what ends it. */
export function hold() {
  let isHeld = true;
  hands += 1;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    hands -= 1;
    if (!hands && missed) refresh();
  };
}

/** Fetch the board as it is now. */
export function refresh() {
  missed = false;
  htmx.trigger(document.body, "diary:changed");
}

export function startQuiet() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id !== "board" || !hands) return;
    event.preventDefault();
    missed = true;
  });
}
