const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers") || "{}"), Accept: "application/json" });

/** Where this appointment may go, for everybody and every day on the page: by ``staff day`` the engine's spans. */
export async function whereMayItGo(id, targets) {
  const days = targets.map((one) => one.dataset.day).sort();
  const query = new URLSearchParams({ von: days[0], tage: String(daysBetween(days[0], days.at(-1)) + 1) });
  for (const staff of new Set(targets.map((one) => one.dataset.staff))) query.append("person", staff);
  const answer = await read(`/termine/${id}/wohin/?${query}`);
  return new Map(answer.columns.map((column) => [`${column.staff} ${column.day}`, column]));
}

/** How long it may last: by minutes ``[minutes, level, text, codes]``. */
export async function howLong(id) {
  const answer = await read(`/termine/${id}/wie-lange/`);
  return new Map(answer.lengths.map((each) => [each[0], each]));
}

/** Do it. The answer is ``{toast}``, or ``{text, codes}`` where it cannot be; ``null``: nobody answered. */
export async function send(path, fields) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) body.append(name, each);
  }
  try {
    const response = await fetch(path, { method: "POST", headers: headers(), body });
    return response.ok || response.status === 409 ? await response.json() : null;
  } catch {
    return null;
  }
}

async function read(path) {
  const response = await fetch(path, { headers: headers() });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function daysBetween(first, last) {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
}
