const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const POLL_MS = 10_000;
// A line that does not open in time is as good as none, and so is one on which not even the server's beat comes.
const OPENS_WITHIN_MS = 8_000;
const SILENT_MS = 50_000;
// After so many attempts something on the way does not let sockets through: the page says how it keeps up.
const ATTEMPTS_TO_POLLING = 3;

/**
 * The live line to the server. A message is one news: {place, pieces: [{id, place, at, html, topic}]}. Pieces are put
 * in by id, so that the same one twice changes nothing; a topic only says that something of its kind has changed.
 * On every (re)connect the page names the last news it knows and is sent what came after it; where that cannot be
 * told, the topic "reload" makes its live regions load anew. As long as there is no line they do so by themselves.
 */
export function startLive() {
  const { liveUrl, livePlace } = document.body.dataset;
  if (!liveUrl) return;
  const line = { socket: null, place: livePlace, wait: FIRST_WAIT_MS, attempts: 0, poll: 0, timer: 0, leaving: false };

  const connect = () => {
    clearTimeout(line.timer);
    const url = new URL(liveUrl, location.href.replace(/^http/, "ws"));
    if (line.place) url.searchParams.set("nach", line.place);
    const socket = (line.socket = new WebSocket(url));
    let watch = setTimeout(() => socket.close(), OPENS_WITHIN_MS);
    const heard = () => {
      clearTimeout(watch);
      watch = setTimeout(() => socket.close(), SILENT_MS);
    };
    socket.addEventListener("open", () => {
      heard();
      line.wait = FIRST_WAIT_MS;
      line.attempts = 0;
      clearInterval(line.poll);
      line.poll = 0;
      showState("open");
    });
    socket.addEventListener("message", (event) => {
      heard();
      const { place, pieces } = JSON.parse(event.data);
      if (place) line.place = place;
      pieces?.forEach(take);
    });
    socket.addEventListener("close", () => {
      clearTimeout(watch);
      if (line.leaving || line.socket !== socket) return;
      line.attempts += 1;
      showState(line.attempts > ATTEMPTS_TO_POLLING ? "polling" : "lost");
      line.poll ||= setInterval(reload, POLL_MS);
      line.timer = setTimeout(connect, line.wait * (0.75 + Math.random() / 2));
      line.wait = Math.min(line.wait * 2, LONGEST_WAIT_MS);
    });
  };
  const reconnect = () => {
    if (line.socket.readyState > WebSocket.OPEN && !document.hidden) connect();
  };
  addEventListener("pagehide", () => {
    line.leaving = true;
    line.socket.close();
  });
  // A page that comes back out of the browser's cache has a dead line and old figures.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    line.leaving = false;
    connect();
  });
  addEventListener("online", reconnect);
  document.addEventListener("visibilitychange", reconnect);
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
