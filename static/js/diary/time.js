/** ``615`` → ``10:15``. */
export function clock(minute) {
  const held = ((minute % 1440) + 1440) % 1440;
  return `${String(Math.floor(held / 60)).padStart(2, "0")}:${String(held % 60).padStart(2, "0")}`;
}

/** The page's own words, so that they are translated where all others are; ``{name}`` is filled in. */
export function words(key, values = {}) {
  const pattern = document.getElementById("diary-words")?.dataset[key] ?? "";
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** For whoever hears the page instead of seeing it. */
export function announce(text) {
  const place = document.getElementById("diary-says");
  if (place && place.textContent !== text) place.textContent = text;
}
