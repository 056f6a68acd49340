/**
 * What a device keeps for the time without a connection: today's calendar, and what was done meanwhile. Encrypted
 * with a key that this browser made and gives to nobody (not extractable), bound to the session (`owner`), and gone
 * after a day, at sign-out, and as soon as somebody else signs in.
 */
const NAME = "askproai";
const STORES = ["vault", "acts"];

function wait(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name));
  return wait(request);
}

/** One transaction over all stores; `work` gets them by name and returns a request or nothing. */
async function within(mode, work) {
  const database = await open();
  try {
    const transaction = database.transaction(STORES, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    const request = work({ vault: transaction.objectStore("vault"), acts: transaction.objectStore("acts") });
    const found = request ? await wait(request) : undefined;
    await done;
    return found;
  } finally {
    database.close();
  }
}

/** Nothing of anybody stays. */
export function wipe() {
  return within("readwrite", ({ vault, acts }) => {
    vault.clear();
    acts.clear();
  });
}

/** Makes sure that what is here belongs to this session; what belonged to another is gone before anything else. */
export async function claim(owner) {
  const kept = await within("readonly", ({ vault }) => vault.get("owner"));
  if (kept === owner && !(await isOver())) return;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await within("readwrite", ({ vault, acts }) => {
    vault.clear();
    acts.clear();
    vault.put(owner, "owner");
    vault.put(key, "key");
  });
}

async function isOver() {
  const until = await within("readonly", ({ vault }) => vault.get("until"));
  return Boolean(until) && Date.parse(until) <= Date.now();
}

/** Wipes what is older than a day; says whether it did. */
export async function expire() {
  const over = await isOver();
  if (over) await wipe();
  return over;
}

async function lock() {
  const owner = await within("readonly", ({ vault }) => vault.get("owner"));
  const key = await within("readonly", ({ vault }) => vault.get("key"));
  return key && { key, owner: new TextEncoder().encode(owner) };
}

async function seal(value) {
  const { key, owner } = await lock();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: owner }, key, text);
  return { iv, sealed };
}

async function unseal({ iv, sealed }) {
  const { key, owner } = await lock();
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: owner }, key, sealed);
  return JSON.parse(new TextDecoder().decode(text));
}

export async function keepDays(days) {
  const sealed = await seal(days);
  await within("readwrite", ({ vault }) => {
    vault.put(sealed, "days");
    vault.put(days.until, "until");
  });
}

/** Today's calendar as it was last seen, or null. */
export async function readDays() {
  if (await expire()) return null;
  const sealed = await within("readonly", ({ vault }) => vault.get("days"));
  return sealed ? unseal(sealed) : null;
}

/** The latest act on an appointment is the one that counts. */
export async function keepAct(act) {
  const sealed = await seal(act);
  await within("readwrite", ({ acts }) => acts.put(sealed, act.appointment_id));
}

export function dropAct(appointmentId) {
  return within("readwrite", ({ acts }) => acts.delete(appointmentId));
}

export async function readActs() {
  const all = await within("readonly", ({ acts }) => acts.getAll());
  return Promise.all(all.map(unseal));
}
