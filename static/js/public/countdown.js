/** "Reserviert bis 10:25" becomes "noch 4:32". Screen readers hear it twice: with one minute left, and at the end. */
export function startCountdown() {
  for (const box of document.querySelectorAll("[data-until]")) count(box);
}

function count(box) {
  const until = Date.parse(box.dataset.until);
  // The two clocks may differ: what counts is how long the server said it lasts from now on.
  const end = Date.now() + Math.max(0, until - Date.parse(box.dataset.now));
  const words = box.querySelector("[data-left]");
  const said = box.querySelector("[role=status]");
  let announced = false;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    words.textContent = left
      ? box.dataset.words.replace("{left}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`)
      : box.dataset.over;
    if (left <= 60 && !announced) {
      announced = true;
      said.textContent = left ? box.dataset.soon : box.dataset.over;
    }
    if (left) return;
    clearInterval(timer);
    said.textContent = box.dataset.over;
    box.classList.replace("tone-info", "tone-warn");
  };
  const timer = setInterval(tick, 1000);
  tick();
}
