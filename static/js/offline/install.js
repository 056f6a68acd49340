/** Registers the worker, offers the new version when there is one, and the app where the browser can install it. */
export function startInstall() {
  offerApp();
  if (!navigator.serviceWorker) return;
  let reloading = false;
  navigator.serviceWorker.register("/sw.js").then((registration) => {
    if (registration.waiting && navigator.serviceWorker.controller) offerVersion(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const next = registration.installing;
      next?.addEventListener("statechange", () => {
        if (next.state === "installed" && navigator.serviceWorker.controller) offerVersion(next);
      });
    });
  }, () => {});
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!reloading && wanted) location.reload();
    reloading = true;
  });
}

let wanted = false;

function offerVersion(worker) {
  const bar = document.getElementById("new-version");
  if (!bar) return;
  bar.hidden = false;
  bar.querySelector("button").addEventListener("click", () => {
    wanted = true;
    worker.postMessage("skip-waiting");
  });
}

function offerApp() {
  const button = document.querySelector("[data-install]");
  const hint = document.querySelector("[data-install-hint]");
  const isApp = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
  if (!button || isApp) return;
  // Safari installs, too, but only its own menu can.
  if (hint && "standalone" in navigator) hint.hidden = false;
  let prompt = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    button.hidden = false;
  });
  button.addEventListener("click", async () => {
    await prompt?.prompt();
    button.hidden = true;
  });
}
