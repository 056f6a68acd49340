import { abandon, aim, current, drop, pickUp } from "./carrying.js";
import { snap } from "./pointer.js";
import { announce, clock, words } from "./time.js";

/**
 * The calendar by keyboard: arrows go through times and people, Enter opens, Space takes an appointment up and lays it
 * down again. Single letters work wherever nobody types.
 */
let cursor = null;

export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    if (!event.target.matches?.("[data-calendar]")) event.target.closest?.(".cal-item") && follow(event.target);
  });
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && current()) {
    abandon();
    announce(words("dropped"));
    event.preventDefault();
    return;
  }
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (current()) return carry(event);
  const act = onBoard(event.target) ? (BOARD[event.key] ?? PAGE[event.key]) : PAGE[event.key];
  if (!act) return;
  if (act(event) !== false) event.preventDefault();
}

const isTyping = (place) => place.matches?.("input, select, textarea, [contenteditable]");
const onBoard = (place) => Boolean(place.closest?.("[data-calendar]"));
const page = () => document.querySelector("[data-diary]");
const grids = () => [...document.querySelectorAll("[data-grid]")];
const go = (address) => {
  if (address) location.assign(address);
};

const PAGE = {
  t: () => go(page()?.dataset.today),
  n: () => press("[data-new]"),
  w: () => press("[data-walk-in]"),
  b: () => press("[data-block]"),
  "?": () => press("[data-keys]"),
  ArrowLeft: (event) => (isPlain(event) ? go(page()?.dataset.previous) : false),
  ArrowRight: (event) => (isPlain(event) ? go(page()?.dataset.next) : false),
};

const BOARD = {
  ArrowUp: () => step(0, -1),
  ArrowDown: () => step(0, 1),
  ArrowLeft: (event) => (event.shiftKey ? go(page()?.dataset.previous) : step(-1, 0)),
  ArrowRight: (event) => (event.shiftKey ? go(page()?.dataset.next) : step(1, 0)),
  Home: () => jump(Number(grids()[0]?.dataset.first)),
  Enter: (event) => (event.target.matches("a, button") ? false : open()),
  " ": (event) => take(event),
};

/** Outside of everything that has arrows of its own. */
function isPlain(event) {
  return event.target === document.body || event.target.matches("#main, [data-calendar], [data-week]");
}

function press(selector) {
  const button = document.querySelector(selector);
  if (!button) return false;
  button.click();
  return true;
}

function step(columns, rows) {
  const all = grids();
  if (!all.length) return;
  cursor ??= start(all);
  const size = Number(page().dataset.step) || 15;
  const column = cursor.column + columns;
  if (column < 0) return go(page().dataset.previous);
  if (column >= all.length) return go(page().dataset.next);
  const grid = all[column];
  const first = Number(grid.dataset.first);
  const last = first + Number(grid.dataset.slots) * 5 - size;
  cursor = { column, minute: Math.min(Math.max(cursor.minute + rows * size, first), last) };
  show(grid);
}

function start(all) {
  const now = new Date();
  const first = Number(all[0].dataset.first);
  const minute = snap(now.getHours() * 60 + now.getMinutes());
  const last = first + Number(all[0].dataset.slots) * 5;
  return { column: 0, minute: first <= minute && minute < last ? minute : first };
}

function jump(minute) {
  cursor = { column: cursor?.column ?? 0, minute };
  show(grids()[cursor.column]);
}

function show(grid) {
  let frame = document.querySelector(".cal-cursor");
  frame ??= Object.assign(document.createElement("span"), { className: "cal-cursor" });
  const first = Number(grid.dataset.first);
  const rows = (Number(page().dataset.step) || 15) / 5;
  frame.style.gridRow = `${(cursor.minute - first) / 5 + 1} / span ${rows}`;
  grid.append(frame);
  const item = itemAt(grid, cursor.minute);
  for (const each of document.querySelectorAll(".is-pointed")) each.classList.remove("is-pointed");
  item?.classList.add("is-pointed");
  frame.scrollIntoView({ block: "nearest", inline: "nearest" });
  const what = item ? item.textContent.replace(/\s+/g, " ").trim() : words("free");
  announce(`${grid.dataset.name}, ${words("clock", { time: clock(cursor.minute) })}: ${what}`);
}

function itemAt(grid, minute) {
  const row = (minute - Number(grid.dataset.first)) / 5 + 1;
  return [...grid.querySelectorAll(".cal-item")].find((item) => {
    const style = getComputedStyle(item);
    const top = Number.parseInt(style.gridRowStart, 10);
    const rows = Number.parseInt(style.gridRowEnd.replace("span ", ""), 10);
    const end = style.gridRowEnd.startsWith("span") ? top + rows : rows;
    return top <= row && row < end;
  });
}

/** The cursor goes where the Tab key has gone. */
function follow(item) {
  const all = grids();
  const column = all.indexOf(item.closest("[data-grid]"));
  if (column >= 0 && item.dataset.starts) cursor = { column, minute: Number(item.dataset.starts) };
}

function open() {
  if (!cursor) return false;
  const grid = grids()[cursor.column];
  const item = itemAt(grid, cursor.minute);
  if (item) return item.click();
  grid.dispatchEvent(new CustomEvent("diary:empty", { bubbles: true, detail: { minute: cursor.minute } }));
  return true;
}

function take(event) {
  const grid = cursor && grids()[cursor.column];
  const item = event.target.closest("[data-movable]") ?? (grid && itemAt(grid, cursor.minute));
  if (!item?.hasAttribute("data-movable")) return false;
  const one = pickUp(item);
  cursor = { column: grids().indexOf(one.home), minute: one.starts };
  announce(words("picked", { title: one.title }));
  return true;
}

/** With something in the hand the arrows move that. */
function carry(event) {
  const size = Number(page().dataset.step) || 15;
  const ways = { ArrowUp: [0, -size], ArrowDown: [0, size], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const way = ways[event.key];
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    drop();
    return;
  }
  if (!way) return;
  event.preventDefault();
  const all = grids();
  const { place, minute } = current().target;
  const column = Math.min(Math.max(all.indexOf(place) + way[0], 0), all.length - 1);
  cursor = { column, minute: Math.min(Math.max(minute + way[1], 0), 1440 - size) };
  aim(all[column], cursor.minute);
  current().ghost?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
