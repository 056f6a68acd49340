import { say } from "../toasts.js";
import { hold, refresh } from "./quiet.js";
import { howLong, send, whereMayItGo } from "./server.js";
import { announce, clock, words } from "./time.js";

/**
 * One appointment in somebody's hand, by pointer or by keyboard. When it is picked up the server says where it may go;
 * free and forbidden spans are painted with their reasons, and whatever it is held over answers before it is dropped.
 */
const FREE = 0;
const NEVER = 2;
const ROW_MINUTES = 5;

let carried = null;

export const current = () => carried;

/** Take it up. ``kind``: ``move`` or ``stretch``. */
export function pickUp(item, kind = "move") {
  if (carried) abandon();
  const { appointment, version, starts, minutes, title } = item.dataset;
  carried = {
    item,
    kind,
    id: appointment,
    version,
    title,
    starts: Number(starts),
    minutes: Number(minutes),
    home: item.closest("[data-grid], [data-cell]"),
    answers: null,
    target: null,
    ghost: null,
    letGo: hold(),
  };
  carried.target = { place: carried.home, minute: carried.starts, minutes: carried.minutes };
  parts(carried).forEach((each) => each.classList.add("is-carried"));
  document.body.classList.add("is-carrying");
  ask(carried);
  return carried;
}

/** Hold it over a place: a column at a minute of the day, or a cell of the week; when stretching, how long. */
export function aim(place, minute, minutes = null) {
  if (!carried || !place) return;
  const column = carried.answers?.get?.(key(place));
  const lasts = minutes ?? (carried.kind === "move" ? (column?.minutes ?? carried.minutes) : carried.minutes);
  carried.target = { place, minute, minutes: lasts };
  drawGhost();
}

/** What the engine says of where it is held: ``{level, text, codes}``; ``null`` while it is still being asked. */
export function verdict() {
  const { target, answers, kind } = carried;
  if (!answers) return null;
  const found = kind === "stretch" ? answers.get(target.minutes) : spanAt(target);
  if (!found) return { level: NEVER, text: words("elsewhere"), codes: [] };
  const [level, text, codes] = kind === "stretch" ? found.slice(1) : found.slice(2);
  return { level, text, codes };
}

/** Let go of it where it is held; what cannot be springs back and says why. */
export async function drop() {
  const one = carried;
  if (!one) return;
  if (isWhereItWas(one)) return abandon();
  const answer = verdict();
  if (!answer) {
    await one.asking;
    if (carried === one) await drop();
    return;
  }
  const { text, codes } = answer;
  if (answer.level === NEVER) return springBack(named(text));
  const reason = answer.level === FREE ? "" : await askAnyway(named(text));
  if (reason === null) return springBack("");
  await settle(one, codes, reason);
}

/** Put it back as if it had not been touched. */
export function abandon() {
  if (!carried) return;
  const one = carried;
  carried = null;
  parts(one).forEach((each) => each.classList.remove("is-carried"));
  one.ghost?.remove();
  document.body.classList.remove("is-carrying");
  document.querySelectorAll(".cal-zone").forEach((zone) => zone.remove());
  for (const cell of document.querySelectorAll("[data-verdict]")) cell.removeAttribute("data-verdict");
  for (const note of document.querySelectorAll(".week-reason")) note.remove();
  one.letGo();
}

export function startCarrying() {
  addEventListener("pagehide", abandon);
}

async function settle(one, codes, reason) {
  const { place, minute, minutes } = one.target;
  one.ghost?.classList.add("is-sending");
  const fields = { version: one.version, trotz: codes, grund: reason };
  const answer =
    one.kind === "stretch"
      ? await send(`/termine/${one.id}/dauer/`, { ...fields, minutes })
      : await send(`/termine/${one.id}/verlegen/`, {
          ...fields,
          starts: `${place.dataset.day}T${clock(minute)}`,
          staff: place.dataset.staff,
        });
  if (!answer) return springBack(document.getElementById("toasts")?.dataset.failed);
  if (answer.toast) return done(answer.toast);
  if (!answer.codes?.length || codes.includes(answer.codes[0])) {
    springBack(answer.text);
    refresh();
    return;
  }
  // Another rule came up meanwhile that the team may take upon itself.
  const again = await askAnyway(answer.text);
  if (again === null) return springBack("");
  await settle(one, [...codes, ...answer.codes], again);
}

function done(toast) {
  const shelf = document.getElementById("toasts");
  htmx.swap(shelf, toast, { swapStyle: "beforeend" });
  abandon();
  refresh();
}

function springBack(text) {
  const item = carried?.item;
  abandon();
  item?.classList.add("is-back");
  setTimeout(() => item?.classList.remove("is-back"), 500);
  if (text) {
    say(text);
    announce(text);
  }
}

function ask(one) {
  const targets = [...document.querySelectorAll("[data-grid], [data-cell]")].filter(
    (each) => each.dataset.branch === one.home.dataset.branch,
  );
  one.asking = (one.kind === "stretch" ? howLong(one.id) : whereMayItGo(one.id, targets)).then(
    (answers) => {
      if (carried !== one) return;
      one.answers = answers;
      if (one.kind === "move") paint(one, targets);
      aim(one.target.place, one.target.minute, one.kind === "stretch" ? one.target.minutes : null);
    },
    () => carried === one && springBack(document.getElementById("toasts")?.dataset.failed),
  );
}

function paint(one, targets) {
  for (const place of targets) {
    const column = one.answers.get(key(place));
    if (!column) continue;
    if (place.matches("[data-cell]")) paintCell(place, column, one.starts);
    else for (const span of column.spans) paintSpan(place, span);
  }
}

function paintSpan(grid, [from, to, level, text]) {
  const first = Number(grid.dataset.first);
  const rows = Number(grid.dataset.slots);
  const top = Math.max(Math.ceil((from - first) / ROW_MINUTES), 0);
  const bottom = Math.min(Math.ceil((to - first) / ROW_MINUTES), rows);
  if (bottom <= top) return;
  const zone = document.createElement("span");
  zone.className = "cal-zone";
  zone.dataset.level = level;
  zone.style.gridRow = `${top + 1} / ${bottom + 1}`;
  if (text && bottom - top >= 5) zone.append(Object.assign(document.createElement("span"), { textContent: text }));
  grid.append(zone);
}

function paintCell(cell, column, starts) {
  const span = column.spans.find(([from, to]) => from <= starts && starts < to);
  if (!span) return;
  cell.dataset.verdict = span[2];
  if (!span[3]) return;
  const note = Object.assign(document.createElement("p"), { className: "week-reason", textContent: span[3] });
  cell.append(note);
}

function drawGhost() {
  const { target, title, kind } = carried;
  const answer = verdict();
  const until = words("until", { time: clock(target.minute + target.minutes) });
  const time = kind === "stretch" ? until : `${clock(target.minute)} – ${clock(target.minute + target.minutes)}`;
  const reason = !answer ? words("loading") : answer.level === FREE ? "" : named(answer.text);
  carried.ghost ??= makeGhost(title);
  const ghost = carried.ghost;
  ghost.dataset.level = answer ? answer.level : "";
  ghost.children[1].textContent = time;
  ghost.children[2].textContent = reason;
  if (target.place.matches("[data-grid]")) {
    const top = Math.floor((target.minute - Number(target.place.dataset.first)) / ROW_MINUTES) + 1;
    ghost.style.gridRow = `${Math.max(top, 1)} / span ${Math.max(Math.ceil(target.minutes / ROW_MINUTES), 1)}`;
  }
  if (ghost.parentNode !== target.place) target.place.append(ghost);
  announce([target.place.dataset.name, time, reason || words("free")].join(", "));
}

function makeGhost(title) {
  const ghost = Object.assign(document.createElement("div"), { className: "cal-ghost" });
  for (const text of [title, "", ""]) ghost.append(Object.assign(document.createElement("span"), { textContent: text }));
  return ghost;
}

function askAnyway(reason) {
  const dialog = document.getElementById("diary-anyway");
  dialog.querySelector("[data-question]").textContent = words("anyway", { reason: reason.replace(/\.$/, "") });
  const field = dialog.querySelector("input");
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "agree" ? field.value : null);
  });
}

function spanAt({ place, minute }) {
  const column = carried.answers.get(key(place));
  return column?.spans.find(([from, to]) => from <= minute && minute < to);
}

const named = (text) => [carried.target.place.dataset.name.split(" · ")[0], text].filter(Boolean).join(": ");
const key = (place) => `${place.dataset.staff} ${place.dataset.day}`;
const parts = (one) => document.querySelectorAll(`[data-appointment="${one.id}"]`);

function isWhereItWas({ home, starts, minutes, target, kind }) {
  if (kind === "stretch") return target.minutes === minutes;
  return target.place === home && target.minute === starts;
}
