/**
 * Buttons that ask for a passkey (data-passkey="get") or make one ("create"). They show only where the browser
 * knows passkeys; what it answers goes to the server as JSON, which says where to go on.
 */
export function startPasskeys() {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  for (const place of document.querySelectorAll("[data-passkey]")) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => run(place));
  }
}

async function run(place) {
  const button = place.querySelector("button");
  button.disabled = true;
  say(place, "");
  try {
    const asked = await post(place, place.dataset.ask);
    const answered = await post(place, place.dataset.answer, await ask(place.dataset.passkey, JSON.parse(asked.publicKey)));
    location.assign(answered.next);
  } catch (error) {
    say(place, error instanceof Refused ? error.message : place.dataset.cancelled);
    button.disabled = false;
  }
}

class Refused extends Error {}

async function ask(kind, options) {
  const credential =
    kind === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return credential.toJSON();
}

async function post(place, address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": place.querySelector("[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify(body ?? {}),
  });
  if (answer.redirected) {
    location.assign(answer.url); // it asks who is there first
    return new Promise(() => {});
  }
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.problem);
  return said;
}

function say(place, text) {
  const line = place.querySelector("[data-problem]");
  line.textContent = text;
  line.hidden = !text;
}
