/** The week editor: times are added, taken away, and carried over to all days. */
export function startHours() {
  document.querySelectorAll("[data-hours]").forEach(wire);
}

function wire(form) {
  form.querySelectorAll("[data-day]").forEach((day) => {
    // The empty pair of those without JavaScript becomes the pattern for new ones.
    day.querySelector(".hours-spare")?.remove();
    day.querySelectorAll("[data-add-pair], [data-copy-day]").forEach((button) => (button.hidden = false));
    tell(day);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const day = button?.closest("[data-day]");
    if (!day) return;
    if (button.matches("[data-add-pair]")) add(day).querySelector("input").focus();
    else if (button.matches("[data-drop-pair]")) drop(day, button.closest("[data-pair]"));
    else if (button.matches("[data-copy-day]")) carryOver(day);
  });
  const count = form.querySelector("[data-week-count]");
  count.addEventListener("change", () => (form.dataset.weeks = count.value));
  const season = form.querySelector("[data-season]");
  if (season) {
    const week = form.querySelector("[data-season-week]");
    const show = () => (week.hidden = !season.checked);
    season.addEventListener("change", show);
    show();
  }
}

function add(day, values = ["", ""]) {
  const pair = pattern(day);
  const fields = pair.querySelectorAll("input");
  fields.forEach((field, index) => (field.value = values[index]));
  day.querySelector("[data-pairs]").append(pair);
  tell(day);
  return pair;
}

function pattern(day) {
  const pair = document.querySelector("[data-pair-pattern]").content.firstElementChild.cloneNode(true);
  const { key, name } = day.dataset;
  const [from, until] = pair.querySelectorAll("input");
  from.name = `${key}-from`;
  until.name = `${key}-until`;
  for (const element of pair.querySelectorAll("[aria-label]")) {
    element.setAttribute("aria-label", `${name}, ${element.getAttribute("aria-label")}`);
  }
  return pair;
}

function drop(day, pair) {
  pair.remove();
  tell(day);
  day.querySelector("[data-add-pair]").focus();
}

function carryOver(day) {
  const values = [...day.querySelectorAll("[data-pair]")].map((pair) =>
    [...pair.querySelectorAll("input")].map((field) => field.value),
  );
  for (const other of day.parentElement.querySelectorAll("[data-day]")) {
    if (other === day) continue;
    other.querySelector("[data-pairs]").replaceChildren();
    values.forEach((pair) => add(other, pair));
    tell(other);
  }
}

function tell(day) {
  day.querySelector("[data-closed]").hidden = Boolean(day.querySelector("[data-pair]"));
}
