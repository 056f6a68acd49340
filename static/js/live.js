const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const POLL_MS = 10_000;

/**
 * The live line to the server. A message is one piece of the page: {id, place, at, html, topic}. Pieces are put in
 * by id, so that the same message twice changes nothing; a topic only says that something of its kind has changed.
 * The channel layer may drop messages while a line is down: on every (re)connect the page fetches its live regions
 * anew, and as long as there is no line it does so every few seconds.
 */
export function startLive() {
  const url = document.body.dataset.liveUrl;
  if (!url) return;
  let wait = FIRST_WAIT_MS;
  let poll = 0;
  let leaving = false;

  const connect = () => {
    const socket = new WebSocket(new URL(url, location.href.replace(/^http/, "ws")));
    socket.addEventListener("open", () => {
      wait = FIRST_WAIT_MS;
      clearInterval(poll);
      poll = 0;
      showState("open");
      reload();
    });
    socket.addEventListener("message", (event) => take(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      if (leaving) return;
      showState("lost");
      poll ||= setInterval(reload, POLL_MS);
      setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  };
  addEventListener("pagehide", () => {
    leaving = true;
  });
  // A page that comes back out of the browser's cache has a dead line and old figures.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    connect();
  });
  keepUp();
  connect();
}

function reload() {
  htmx.trigger(document.body, "live:reload");
}

function showState(state) {
  for (const sign of document.querySelectorAll(".live-state")) {
    sign.dataset.state = state;
    const words = sign.querySelector("[data-words]");
    if (words) words.textContent = sign.dataset[state];
  }
}

/** A region that is being fetched may be older than a piece that comes meanwhile: such pieces are put in again. */
let meanwhile = null;

function keepUp() {
  const isReload = (event) => event.detail.requestConfig?.triggeringEvent?.type === "live:reload";
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isReload(event)) meanwhile ??= [];
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isReload(event)) return;
    meanwhile?.forEach(put);
    meanwhile = null;
  });
}

function take(piece) {
  if (piece.topic) htmx.trigger(document.body, `live:${piece.topic}`);
  if (!piece.id) return;
  meanwhile?.push(piece);
  put(piece);
}

function put({ id, place, at, html }) {
  const present = document.getElementById(id);
  if (present && html) htmx.swap(present, html, { swapStyle: "outerHTML" });
  else if (present) present.remove();
  else if (html) insert(document.getElementById(place), at, html);
}

function insert(box, at, html) {
  if (box) htmx.swap(box, html, { swapStyle: at === "start" ? "afterbegin" : "beforeend" });
}
