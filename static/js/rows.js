/** Rows of a form that can be added and taken away. Without JavaScript there are some empty ones to begin with. */
export function startRows() {
  document.querySelectorAll("[data-rows]").forEach(wire);
}

function wire(section) {
  const list = section.querySelector("[data-row-list]");
  const total = section.querySelector("[name$=-TOTAL_FORMS]");
  const pattern = section.querySelector("[data-row-pattern]");
  const add = section.querySelector("[data-add-row]");
  // Empty rows are for those without a button.
  for (const row of [...list.children].slice(Number(total.form.elements[`${section.dataset.rows}-INITIAL_FORMS`].value))) {
    if (!isFilled(row)) row.hidden = true;
  }
  add.hidden = false;
  add.addEventListener("click", () => {
    const spare = [...list.children].find((row) => row.hidden && !row.dataset.dropped);
    const row = spare ?? grow(list, pattern, total);
    row.hidden = false;
    row.querySelector("input, select").focus();
    section.dispatchEvent(new Event("input", { bubbles: true }));
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-drop-row]")?.closest("[data-row]");
    if (!row) return;
    // An emptied row does not count; it stays so that the numbers of the others do.
    row.querySelectorAll("input").forEach((field) => (field.value = ""));
    row.dataset.dropped = "true";
    row.hidden = true;
    section.dispatchEvent(new Event("input", { bubbles: true }));
    add.focus();
  });
  const bar = section.querySelector("[data-phase-bar]");
  if (bar) {
    const draw = () => drawPhases(bar, list);
    section.addEventListener("input", draw);
    section.addEventListener("change", draw);
    draw();
  }
}

function isFilled(row) {
  return [...row.querySelectorAll("input")].some((field) => field.value.trim()) || row.querySelector("[aria-invalid=true]");
}

function grow(list, pattern, total) {
  const made = pattern.content.firstElementChild.cloneNode(true);
  const number = Number(total.value);
  for (const element of made.querySelectorAll("[name], [id], [for]")) {
    for (const name of ["name", "id", "for"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace("__prefix__", number));
    }
  }
  total.value = number + 1;
  list.append(made);
  return made;
}

/** How the visit is made up, each part as wide as it is long. */
function drawPhases(bar, list) {
  const parts = [...list.children]
    .map((row) => ({
      kind: row.querySelector("select").selectedOptions[0],
      minutes: Number.parseInt(row.querySelector("input").value, 10) || 0,
    }))
    .filter((part) => part.minutes > 0);
  bar.hidden = parts.length === 0;
  bar.replaceChildren(
    ...parts.map(({ kind, minutes }) => {
      const piece = document.createElement("span");
      piece.dataset.kind = kind.value;
      piece.textContent = `${kind.textContent} ${minutes}′`;
      piece.style.flexGrow = minutes;
      return piece;
    }),
  );
}
