import { hold } from "./quiet.js";
import { clock } from "./time.js";

/** Appointments, new ones and blocked time open over the calendar; the same addresses are pages of their own. */
let letGo = null;

export function startDialogs() {
  document.addEventListener("click", onClick);
  document.addEventListener("diary:empty", (event) => openNew(event.target, event.detail.minute));
  document.body.addEventListener("diary:changed", close);
  document.addEventListener("keydown", walkThrough);
  dialog()?.addEventListener("close", released);
  document.addEventListener("click", closeMenus);
}

const dialog = () => document.getElementById("diary-dialog");

function onClick(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (event.target.closest("[data-keys]")) return document.getElementById("diary-help").showModal();
  const print = event.target.closest("[data-print]");
  if (print) return printList(event, print);
  const link = event.target.closest("a[data-dialog], #board a[data-appointment]");
  if (link && dialog()) {
    event.preventDefault();
    return open(link.dataset.appointment ? `/termine/${link.dataset.appointment}/blatt/` : link.href);
  }
  const grid = event.target.closest("[data-grid]");
  if (grid && !event.target.closest("a, button")) openNew(grid, minuteAt(grid, event.clientY));
}

async function open(address) {
  const box = dialog();
  letGo ??= hold();
  await htmx.ajax("GET", address, { target: "#diary-sheet", swap: "innerHTML" });
  if (!box.open) box.showModal();
  (box.querySelector("[autofocus]") ?? box.querySelector("#diary-sheet a, #diary-sheet button, #diary-sheet input"))?.focus();
}

function openNew(grid, minute) {
  const address = new URL(document.querySelector("[data-diary]").dataset.newUrl, location.href);
  address.searchParams.set("filiale", grid.dataset.branch);
  address.searchParams.set("person", grid.dataset.staff);
  address.searchParams.set("start", `${grid.dataset.day}T${clock(minute)}`);
  if (dialog()) open(address.href);
  else location.assign(address);
}

function minuteAt(grid, y) {
  const box = grid.getBoundingClientRect();
  const step = Number(document.querySelector("[data-diary]").dataset.step) || 15;
  const minutes = ((y - box.top) / box.height) * Number(grid.dataset.slots) * 5;
  return Number(grid.dataset.first) + Math.floor(minutes / step) * step;
}

function close() {
  if (dialog()?.open) dialog().close();
}

function released() {
  document.getElementById("diary-sheet").replaceChildren();
  letGo?.();
  letGo = null;
}

/** Arrows go through buttons that stand like a list. */
function walkThrough(event) {
  const box = event.target.closest?.("[data-arrows]");
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!box || !step) return;
  const buttons = [...box.querySelectorAll("button")];
  const place = buttons.indexOf(event.target.closest("button"));
  buttons[(place + step + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

/** A menu closes when somebody clicks beside it. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.diary-filter[open]")) {
    if (!menu.contains(event.target) || event.target.closest("[data-dialog], [data-keys]")) menu.open = false;
  }
}

function printList(event, link) {
  event.preventDefault();
  const address = new URL(link.href);
  if (document.querySelector(".day-lists")) return print();
  address.hash = "drucken";
  location.assign(address);
}
