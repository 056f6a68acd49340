/** What is chosen in a row of segments is in sight, also where the row is longer than the screen. */
export function startSegments() {
  document.querySelectorAll(".segments > [aria-current]").forEach((chosen) => {
    const row = chosen.parentElement;
    row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
  });
}
