const follow = (box) => {
  box.scrollTop = box.scrollHeight;
};

/** Keeps conversations at their newest sentence, unless somebody scrolled up to read. */
export function startTalk() {
  const watched = new WeakSet();
  const attach = (box) => {
    if (watched.has(box)) return;
    watched.add(box);
    let reading = false;
    box.addEventListener("scroll", () => {
      reading = box.scrollHeight - box.scrollTop - box.clientHeight > 120;
    });
    new MutationObserver(() => reading || follow(box)).observe(box, { childList: true, subtree: true });
    follow(box);
  };
  const all = () => document.querySelectorAll("[data-follow]").forEach(attach);
  document.addEventListener("htmx:load", all);
  all();
}
