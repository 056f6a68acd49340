/* The page that stands in for all others while there is no connection. Its words are in the page. */
import { dropAct, keepAct, readActs, readDays } from "./offline/store.js";

const CHECK_MS = 5000;
const words = document.body.dataset;
const list = document.getElementById("days");

async function start() {
  watch();
  let days = null;
  let acts = [];
  try {
    days = await readDays();
    acts = days ? await readActs() : [];
  } catch {
    // What cannot be read belonged to another session.
  }
  if (!days?.days) {
    document.getElementById("nothing").hidden = false;
    return;
  }
  wear(days.theme);
  const stand = document.getElementById("stand");
  stand.textContent = words.stand.replace("{time}", days.stand);
  stand.hidden = false;
  const done = new Map(acts.map((act) => [act.appointment_id, act]));
  const names = days.branches.length > 1 ? new Map(days.branches.map((one) => [one.id, one.name])) : new Map();
  for (const day of days.days) list.append(section(day, done, names));
}

function wear(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function copy(id) {
  return document.getElementById(id).content.cloneNode(true).firstElementChild;
}

function fill(box, part, text) {
  const place = box.querySelector(`[data-part="${part}"]`);
  place.textContent = text;
  place.hidden = !text;
  return place;
}

function section(day, done, names) {
  const box = copy("day");
  const near = nearness(day.date);
  fill(box, "title", near ? `${near}, ${day.title}` : day.title);
  const rows = box.querySelector("ul");
  for (const one of day.appointments) rows.append(row(one, done.get(one.id), names.get(one.branch_id)));
  box.querySelector("[data-part=empty]").hidden = day.appointments.length > 0;
  return box;
}

/** By the device's own clock: what was tomorrow when it was kept may be today. */
function nearness(date) {
  const at = new Date();
  const iso = (days) => {
    const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
  };
  return { [iso(0)]: words.today, [iso(1)]: words.tomorrow, [iso(-1)]: words.yesterday }[date] ?? "";
}

function row(one, act, branch) {
  const item = copy("appointment");
  fill(item, "start", one.start);
  fill(item, "customer", one.customer);
  fill(item, "what", [one.what, one.staff, branch].filter(Boolean).join(" · "));
  const call = item.querySelector("[data-part=call]");
  call.hidden = !one.phone;
  if (one.phone) {
    call.href = `tel:${one.phone}`;
    fill(item, "phone", one.phone_text);
  }
  for (const button of item.querySelectorAll("[data-act]")) {
    const { act: wish } = button.dataset;
    const tooEarly = wish === "no_show" && Date.parse(one.starts_at) > Date.now();
    button.hidden = tooEarly || !["confirmed", "pending", "arrived", "no_show"].includes(one.status);
    button.addEventListener("click", () => toggle(item, one, wish));
  }
  showAct(item, one, act);
  return item;
}

async function toggle(item, one, wish) {
  const pressed = item.querySelector(`[data-act=${wish}]`).getAttribute("aria-pressed") === "true";
  if (pressed) {
    await dropAct(one.id);
    showAct(item, one, null);
    return;
  }
  const act = { key: crypto.randomUUID(), appointment_id: one.id, act: wish, version: one.version, at: Date.now() };
  await keepAct(act);
  showAct(item, one, act);
}

function showAct(item, one, act) {
  for (const button of item.querySelectorAll("[data-act]")) {
    button.setAttribute("aria-pressed", String(act ? act.act === button.dataset.act : one.status === button.dataset.act));
  }
  fill(item, "status", act ? words.waiting : one.status === "confirmed" ? "" : one.status_text);
}

/** As soon as the server answers again, the page that was asked for takes its place. */
function watch() {
  const leave = () => (location.pathname === words.page ? location.replace("/") : location.reload());
  const check = async () => {
    try {
      const answer = await fetch("/manifest.webmanifest", { cache: "no-store" });
      if (answer.ok) leave();
    } catch {
      // Still away.
    }
  };
  addEventListener("online", check);
  setInterval(check, CHECK_MS);
  document.getElementById("again").addEventListener("click", check);
}

start();
