/** What the server tells this device. The message says what to show and where it leads; nothing is kept. */
export function startPush() {
  self.addEventListener("push", (event) => {
    event.waitUntil(show(event.data));
  });
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(lead(event.notification.data?.url ?? "/"));
  });
}

async function show(content) {
  let note;
  try {
    note = content.json();
  } catch {
    return;
  }
  // The same tag replaces the note before it in silence: what comes twice is seen once.
  await self.registration.showNotification(note.title, {
    body: note.body,
    tag: note.tag,
    icon: note.icon,
    badge: note.icon,
    lang: note.lang,
    data: { url: note.url },
    timestamp: note.at,
  });
}

async function lead(path) {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((one) => new URL(one.url).pathname === url.pathname) ?? pages[0];
  if (!open) await self.clients.openWindow(url.href);
  else {
    await open.focus();
    if (open.url !== url.href) await open.navigate(url.href).catch(() => self.clients.openWindow(url.href));
  }
}
