const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const voice = globalThis.speechSynthesis;

/**
 * Alpine component around the test call's form. Typing always works; where the browser has them, the
 * receptionist is read aloud and the caller may speak. Listening starts again after each answer.
 */
export function testCall() {
  return {
    canSpeak: Boolean(voice),
    canListen: Boolean(Recognition),
    aloud: Boolean(voice) && localStorage.getItem("testcall.aloud") !== "off",
    handsFree: false,
    listening: false,
    waiting: false,
    recognition: null,

    init() {
      this.$root.addEventListener("htmx:beforeRequest", (event) => this.sent(event));
      this.$root.addEventListener("htmx:afterRequest", () => this.answered());
      addEventListener("pagehide", () => this.leave());
      this.read(this.$root.querySelectorAll("[data-say]:not([data-read])"));
    },
    /** Whoever leaves the page has hung up; nobody else is on this line. */
    leave() {
      voice?.cancel();
      const form = this.$root.querySelector("#hang-up");
      if (form) navigator.sendBeacon(form.action, new FormData(form));
    },
    sent(event) {
      if (!event.target.matches("form[data-utterance]")) return;
      this.waiting = true;
      voice?.cancel();
      // The caller's own bubble stands at once; the server's copy of the turn takes its place.
      const words = event.target.elements.utterance.value.trim();
      const bubble = this.$root.querySelector("#echo").content.cloneNode(true);
      bubble.querySelector("p").textContent = words;
      this.$root.querySelector("#talk").append(bubble);
      event.target.reset();
    },
    answered() {
      this.waiting = false;
      this.$root.querySelectorAll("[data-echo]").forEach((bubble) => bubble.remove());
      this.read(this.$root.querySelectorAll("[data-say]:not([data-read])"));
      this.$root.querySelector("#utterance")?.focus({ preventScroll: true });
    },
    read(bubbles) {
      for (const bubble of bubbles) {
        bubble.dataset.read = "";
        if (this.aloud) this.speak(bubble.dataset.say);
      }
    },
    speak(text) {
      const words = new SpeechSynthesisUtterance(text);
      words.lang = "de-DE";
      words.rate = 1.05;
      words.voice = voice.getVoices().find((one) => one.lang.startsWith("de")) ?? null;
      words.onend = () => this.handsFree && this.listen();
      voice.speak(words);
    },
    toggleAloud() {
      this.aloud = !this.aloud;
      localStorage.setItem("testcall.aloud", this.aloud ? "on" : "off");
      if (!this.aloud) voice.cancel();
    },
    toggleMicrophone() {
      this.handsFree = !this.listening;
      if (this.listening) this.recognition.stop();
      else this.listen();
    },
    listen() {
      if (this.listening || !this.$root.querySelector("#utterance")) return;
      voice?.cancel();
      const field = this.$root.querySelector("#utterance");
      this.recognition = new Recognition();
      this.recognition.lang = "de-DE";
      this.recognition.interimResults = true;
      this.recognition.onresult = (event) => {
        field.value = [...event.results].map((result) => result[0].transcript).join(" ");
        if (event.results[event.results.length - 1].isFinal) field.form.requestSubmit();
      };
      this.recognition.onerror = () => {
        this.handsFree = false;
      };
      this.recognition.onend = () => {
        this.listening = false;
      };
      this.listening = true;
      this.recognition.start();
    },
    /** A suggested sentence goes the same way as a typed one. */
    suggest(event) {
      const field = this.$root.querySelector("#utterance");
      field.value = event.currentTarget.dataset.sentence;
      field.form.requestSubmit();
    },
  };
}
