import { say } from "../toasts.js";
import { startAlerts } from "./alerts.js";
import { startInstall } from "./install.js";
import { claim, dropAct, keepDays, readActs, wipe } from "./store.js";

const DAYS = "/offline/tage.json";
const ACTS = "/offline/taten/";
const NOT_SOONER_MS = 30_000;
const EVERY_MS = 10 * 60_000;

/** On pages of members: keep today's calendar at hand. On the sign-in page: leave nothing of who was here. */
export function startOffline() {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return;
  const { offlineOwner } = document.body.dataset;
  if (!offlineOwner) {
    if ("signedOut" in document.body.dataset) wipe().catch(() => {});
    return;
  }
  clearOnSignOut();
  startInstall();
  startAlerts();
  keepUp(offlineOwner);
}

function clearOnSignOut() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]")) return;
    event.preventDefault();
    await Promise.allSettled([wipe(), endPush()]);
    form.submit();
  });
}

/** Whoever signs in here next must not see on the screen what is told to the one before. */
async function endPush() {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

function keepUp(owner) {
  let last = 0;
  const refresh = async () => {
    if (!navigator.onLine || Date.now() - last < NOT_SOONER_MS) return;
    last = Date.now();
    try {
      await claim(owner);
      await handIn();
      await fetchDays();
    } catch {
      // Without room or connection the device simply keeps what it has.
    }
  };
  const again = () => {
    last = 0;
    refresh();
  };
  document.body.addEventListener("live:appointments", refresh);
  addEventListener("online", again);
  addEventListener("visibilitychange", () => document.hidden || refresh());
  setInterval(refresh, EVERY_MS);
  refresh();
}

async function fetchDays() {
  // Not on to the sign-in page: its token would take the place of the one that somebody is signing in with.
  const answer = await fetch(DAYS, { headers: { Accept: "application/json" }, redirect: "manual" });
  if (answer.ok) {
    // The page for no connection was kept before anybody chose light or dark.
    const { theme = "" } = document.documentElement.dataset;
    await keepDays({ ...(await answer.json()), theme });
  }
  // Signed out elsewhere, or no longer a member: what is here is no longer theirs.
  else if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) await wipe();
}

/** What was done without a connection. An act stays here until the server has answered for it. */
async function handIn() {
  const acts = await readActs();
  if (!acts.length) return;
  const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
  const body = JSON.stringify({ acts: acts.map(wire) });
  const answer = await fetch(ACTS, { method: "POST", headers, body, redirect: "manual" });
  if (!answer.ok) return;
  const { results } = await answer.json();
  const byKey = new Map(acts.map((act) => [act.key, act]));
  for (const { key, outcome, text } of results) {
    const act = byKey.get(key);
    if (act) await dropAct(act.appointment_id);
    if (outcome !== "done") say(text, { tone: "error" });
  }
  if (results.length) htmx.trigger(document.body, "live:reload");
}

function wire({ key, appointment_id, act, version }) {
  return { key, appointment_id, act, version };
}
