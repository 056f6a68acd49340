/** Lists that are put in order by dragging the grip, or with the arrow keys on it; saved after each move. */
export function startOrder() {
  document.querySelectorAll("[data-order]").forEach((form) => {
    form.querySelectorAll("[data-order-grip]").forEach((grip) => wire(form, grip));
  });
}

function wire(form, grip) {
  const item = grip.closest("[data-order-item]");
  grip.addEventListener("keydown", (event) => {
    const neighbour = { ArrowUp: item.previousElementSibling, ArrowDown: item.nextElementSibling }[event.key];
    if (!neighbour) return;
    event.preventDefault();
    neighbour[event.key === "ArrowUp" ? "before" : "after"](item);
    grip.focus();
    save(form);
  });
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    item.dataset.dragged = "true";
  });
  grip.addEventListener("pointermove", (event) => {
    if (!item.dataset.dragged) return;
    const before = item.previousElementSibling;
    const after = item.nextElementSibling;
    if (before && event.clientY < middle(before)) before.before(item);
    else if (after && event.clientY > middle(after)) after.after(item);
  });
  const drop = () => {
    if (!item.dataset.dragged) return;
    delete item.dataset.dragged;
    save(form);
  };
  grip.addEventListener("pointerup", drop);
  grip.addEventListener("pointercancel", drop);
}

function middle(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}

function save(form) {
  window.htmx.ajax("POST", form.action, { source: form, values: {}, swap: "none" });
}
