import { say } from "../toasts.js";

/** The switch for messages on this device. The browser asks for permission only after somebody pressed it. */
export function startAlerts() {
  const box = document.querySelector("[data-push]");
  if (!box) return;
  const button = box.querySelector("[data-turn-on]");
  const words = box.querySelector("[data-words]");
  if (!navigator.serviceWorker || !globalThis.PushManager || !globalThis.Notification) {
    words.textContent = box.dataset.unable;
    return;
  }
  if (Notification.permission === "denied") {
    words.textContent = box.dataset.denied;
    return;
  }
  showState(box, button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") words.textContent = box.dataset.denied;
      else await turnOn(box);
    } catch {
      say(box.dataset.failed, { tone: "error" });
    }
    button.disabled = false;
  });
}

async function showState(box, button) {
  const registration = await navigator.serviceWorker.ready;
  const known = await registration.pushManager.getSubscription();
  box.hidden = Boolean(known);
  button.hidden = Boolean(known);
}

async function turnOn(box) {
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(box.dataset.serverKey),
  });
  const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
  const answer = await fetch(box.dataset.add, { method: "POST", headers, body: JSON.stringify(subscription) });
  if (answer.ok && !answer.redirected) {
    location.reload();
    return;
  }
  await subscription.unsubscribe();
  throw new Error("refused");
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
