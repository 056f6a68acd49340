import { abandon, aim, current, drop, pickUp } from "./carrying.js";

/**
 * Dragging with mouse, pen and finger. A finger has to rest for a moment first: otherwise nobody could scroll. The
 * lower edge of an appointment stretches it.
 */
const FAR_ENOUGH = 5;
const REST_MS = 380;
const EDGE = 9;
const NEAR_BORDER = 48;

let press = null;

export function startPointer() {
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", stop);
  // Once something is in the hand the page must not scroll under it.
  document.addEventListener("touchmove", (event) => current() && event.preventDefault(), { passive: false });
  document.addEventListener("contextmenu", (event) => press?.isTouch && event.preventDefault());
  document.addEventListener("dragstart", (event) => event.target.closest?.("[data-movable]") && event.preventDefault());
  document.addEventListener("click", swallow, true);
}

function begin(event) {
  if (event.button !== 0 || !event.isPrimary) return;
  const item = event.target.closest("[data-movable], [data-stretchable]");
  if (!item) return;
  const box = item.getBoundingClientRect();
  const isEdge = box.bottom - event.clientY < EDGE && box.height > EDGE * 2 && item.hasAttribute("data-stretchable");
  const isTouch = event.pointerType === "touch";
  if (!isEdge && !item.hasAttribute("data-movable")) return;
  press = { item, x: event.clientX, y: event.clientY, kind: isEdge && !isTouch ? "stretch" : "move", isTouch };
  if (isTouch && !item.hasAttribute("data-movable")) press = null;
  else if (isTouch) press.timer = setTimeout(() => take(), REST_MS);
}

function follow(event) {
  if (!press || !event.isPrimary) return;
  press.last = event;
  const far = Math.hypot(event.clientX - press.x, event.clientY - press.y) > FAR_ENOUGH;
  if (!press.isTaken) {
    if (press.isTouch && far) return stop();
    if (press.isTouch || !far) return;
    take();
  }
  point(event);
}

function take() {
  press.isTaken = true;
  pickUp(press.item, press.kind);
  if (press.isTouch) navigator.vibrate?.(15);
  scrollAlong();
}

function end(event) {
  if (!press || !event.isPrimary) return;
  clearTimeout(press.timer);
  const wasTaken = press.isTaken;
  press = null;
  if (!wasTaken) return;
  swallowNext = true;
  setTimeout(() => {
    swallowNext = false;
  }, 50);
  drop();
}

function stop() {
  if (!press) return;
  clearTimeout(press.timer);
  const wasTaken = press.isTaken;
  press = null;
  if (wasTaken) abandon();
}

let swallowNext = false;

/** Dropping is no click on the link that was dragged. */
function swallow(event) {
  if (!swallowNext) return;
  swallowNext = false;
  event.preventDefault();
  event.stopPropagation();
}

function point({ clientX, clientY }) {
  const one = current();
  if (!one) return;
  if (one.kind === "stretch") return pull(one, clientY);
  const place = placeAt(clientX, clientY, one.home.matches("[data-cell]") ? "[data-cell]" : "[data-grid]");
  if (!place) return;
  if (place.matches("[data-cell]")) return aim(place, one.starts);
  const perMinute = minuteHeight(place);
  const moved = (clientY - press.y + scrolled()) / perMinute;
  aim(place, snap(one.starts + moved), null);
}

function pull(one, clientY) {
  const more = (clientY - press.y + scrolled()) / minuteHeight(one.home);
  aim(one.home, one.starts, Math.max(5, Math.round((one.minutes + more) / 5) * 5));
}

/** How far the board has been scrolled under the pointer since it was pressed. */
function scrolled() {
  const board = press.item.closest("[data-calendar]");
  const now = (board?.scrollTop ?? 0) + window.scrollY;
  press.from ??= now;
  return now - press.from;
}

function minuteHeight(grid) {
  return grid.getBoundingClientRect().height / (Number(grid.dataset.slots) * 5);
}

export function snap(minute) {
  const step = Number(document.querySelector("[data-diary]")?.dataset.step) || 15;
  return Math.min(Math.max(Math.round(minute / step) * step, 0), 1440 - step);
}

function placeAt(x, y, selector) {
  const hit = document.elementsFromPoint(x, y).find((each) => each.closest?.(selector));
  if (hit) return hit.closest(selector);
  // Above or below the columns the nearest one still counts.
  return [...document.querySelectorAll(selector)].find((each) => {
    const box = each.getBoundingClientRect();
    return box.left <= x && x < box.right && selector === "[data-grid]";
  });
}

/** Near the border of the board it scrolls on by itself. */
function scrollAlong() {
  if (!press?.isTaken || !current()) return;
  const board = press.item.closest("[data-calendar]");
  if (board && press.last) {
    const box = board.getBoundingClientRect();
    const { clientX: x, clientY: y } = press.last;
    const down = push(y, Math.max(box.top + 64, 0), Math.min(box.bottom, innerHeight));
    const right = push(x, box.left + 52, Math.min(box.right, innerWidth));
    if (down || right) {
      if (board.scrollHeight > board.clientHeight + 1) board.scrollTop += down;
      else scrollBy(0, down);
      board.scrollLeft += right;
      point(press.last);
    }
  }
  requestAnimationFrame(scrollAlong);
}

function push(at, first, last) {
  if (at > last - NEAR_BORDER) return Math.min((at - last + NEAR_BORDER) / 4, 14);
  if (at < first + NEAR_BORDER) return -Math.min((first + NEAR_BORDER - at) / 4, 14);
  return 0;
}
