/* The service worker. In front of it the server writes self.SHELL: version, page and files (portal/offline). */
import { expire } from "./offline/store.js";
import { startPush } from "./offline/push.js";

const { version, page, files } = self.SHELL;
const CACHE = `shell-${version}`;
// Pages of customers and of the platform are not the portal's: there the browser says what it always says.
const NOT_OURS = /^\/(?:admin|hooks|termin|buchung|t|w|a)(?:\/|$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

/** Only what is the same for everybody, and never what the server wants nowhere kept. */
async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    [page, ...files].map(async (address) => {
      const answer = await fetch(address, { cache: "reload" });
      if (!answer.ok || answer.headers.get("Cache-Control")?.includes("no-store")) throw new Error(address);
      await cache.put(address, answer);
    }),
  );
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || NOT_OURS.test(url.pathname)) return;
  if (request.mode === "navigate") {
    event.respondWith(open(request));
    event.waitUntil(expire().catch(() => {}));
  } else if (files.some((file) => new URL(file, location).pathname === url.pathname)) {
    event.respondWith(fetch(request).catch(() => kept(request)));
  }
});

async function open(request) {
  try {
    return await fetch(request);
  } catch {
    return kept(page);
  }
}

async function kept(what) {
  const found = await caches.match(what, { ignoreVary: true, ignoreSearch: true });
  return found ?? Response.error();
}

startPush();
