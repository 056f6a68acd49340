/**
 * Steps without a jump. What a link marked data-soft or a choice leads to takes the place of what is there; the
 * page stays where it is, and so does the focus. A form stays until its answer is here: without a network nothing
 * typed is lost, and going back never meets a page that the browser cannot show again.
 * Without this file they are ordinary links and forms.
 */
const TOO_LONG_MS = 30_000;
const SLOW_MS = 700;
let asked = null;

export function startSoft(onShown) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-soft]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, onShown);
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-submit-on-change] *")) return;
    const form = event.target.form;
    const url = new URL(form.getAttribute("action") || location.pathname, location.href);
    for (const [name, value] of new FormData(form)) if (value) url.searchParams.append(name, value);
    show(url, onShown);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    event.preventDefault();
    send(form, event.submitter, onShown);
  });
}

async function show(url, onShown) {
  asked?.abort();
  const mine = (asked = new AbortController());
  document.getElementById("main").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: mine.signal });
    const page = answer.ok && !answer.redirected ? parsed(await answer.text()) : null;
    if (mine.signal.aborted) return;
    if (!page) return location.assign(url);
    history.replaceState(null, "", url);
    swap(page);
    onShown();
    say(document.querySelector("[data-said]")?.dataset.said);
  } catch {
    if (!mine.signal.aborted) location.assign(url);
  }
}

async function send(form, submitter, onShown) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.append(submitter.name, submitter.value);
  form.dataset.sent = "1";
  submitter?.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => say(document.body.dataset.wait), SLOW_MS);
  const stay = () => {
    delete form.dataset.sent;
    submitter?.removeAttribute("aria-busy");
  };
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Soft: "1" },
      signal: AbortSignal.timeout(TOO_LONG_MS),
    });
    const next = answer.headers.get("Go") || (answer.redirected && answer.url);
    if (next) return location.assign(next);
    const page = parsed(await answer.text());
    // A page of another kind, such as "too many requests" of a proxy: the browser shows it as it would have.
    if (!page) return sendPlainly(form, submitter);
    stay();
    swap(page);
    onShown();
    document.querySelector("#errors, [aria-invalid=true]")?.focus();
  } catch {
    const offline = Object.assign(document.createElement("p"), { className: "notice tone-warn", textContent: document.body.dataset.offline });
    offline.setAttribute("role", "alert");
    form.querySelector(":scope > [role=alert]")?.remove();
    form.insertBefore(offline, form.querySelector(":scope > .btn"));
    offline.scrollIntoView({ block: "nearest" });
    stay();
  } finally {
    clearTimeout(slow);
  }
}

function sendPlainly(form, submitter) {
  if (submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
  form.submit();
}

function parsed(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("[data-part=main]") ? page : null;
}

/** Put the parts of a page in place of those that are there, with the focus and all that was open. */
function swap(page) {
  const focused = labelOf(document.activeElement);
  const open = [...document.querySelectorAll("details[open][id]")].map((each) => each.id);
  const along = document.querySelector(".chips")?.scrollLeft ?? 0;
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part=${part.dataset.part}]`);
    if (fresh) part.replaceWith(document.adoptNode(fresh));
  }
  document.title = page.title;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  document.querySelector(".chips")?.scrollTo({ left: along });
  if (!focused) return;
  const again = [...document.querySelectorAll("main a, main button, main input, main select, main summary")];
  (again.find((each) => labelOf(each) === focused) ?? document.getElementById("main")).focus({ preventScroll: true });
}

function labelOf(element) {
  if (!element || element === document.body || element.closest("header")) return "";
  const name = element.id || (element.name && `${element.name}=${element.value}`);
  return `${element.tagName} ${name || element.getAttribute("aria-label") || element.textContent.trim()}`;
}

function say(words) {
  const line = document.getElementById("said");
  if (line && words) line.textContent = words;
}
