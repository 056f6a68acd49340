const FAR_ENOUGH_PX = 110;
const SURE_PX = 12;

/**
 * A card that is wiped aside does what one of its buttons does: to the right the form with data-swipe-right, to the
 * left the one with data-swipe-left. Fingers only; the buttons are there for everybody else.
 */
export function startSwipe() {
  document.addEventListener("pointerdown", (event) => {
    const card = event.target.closest("[data-swipe]");
    if (card && event.pointerType === "touch" && !event.target.closest("input, textarea, select")) follow(card, event);
  });
}

function follow(card, start) {
  let dx = 0;
  let isSure = false;
  const move = (event) => {
    if (event.pointerId !== start.pointerId) return;
    dx = event.clientX - start.clientX;
    const dy = Math.abs(event.clientY - start.clientY);
    if (!isSure && dy > SURE_PX && dy > Math.abs(dx)) return end();
    isSure ||= Math.abs(dx) > SURE_PX;
    if (!isSure || !formFor(card, dx)) return;
    card.style.setProperty("--swipe", `${dx}px`);
    card.dataset.swiping = Math.abs(dx) > FAR_ENOUGH_PX ? "enough" : dx > 0 ? "right" : "left";
  };
  const end = () => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", up);
    document.removeEventListener("pointercancel", end);
    card.style.removeProperty("--swipe");
    delete card.dataset.swiping;
  };
  const up = (event) => {
    if (event.pointerId !== start.pointerId) return;
    end();
    if (Math.abs(dx) > FAR_ENOUGH_PX) formFor(card, dx)?.requestSubmit();
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", end);
}

function formFor(card, dx) {
  return card.querySelector(dx > 0 ? "[data-swipe-right]" : "[data-swipe-left]");
}
