const voice = globalThis.speechSynthesis;

/** Alpine component around a greeting: the browser reads it aloud. */
export function preview() {
  return {
    canSpeak: Boolean(voice),
    speaking: false,
    toggle() {
      if (this.speaking) {
        voice.cancel();
        return;
      }
      const words = new SpeechSynthesisUtterance(this.$root.querySelector("[data-greeting]").textContent);
      words.lang = "de-DE";
      words.voice = voice.getVoices().find((one) => one.lang.startsWith("de")) ?? null;
      words.onend = () => this.stop();
      words.onerror = () => this.stop();
      this.speaking = true;
      voice.speak(words);
    },
    stop() {
      this.speaking = false;
    },
    destroy() {
      voice?.cancel();
    },
  };
}

/** Alpine component around a form: days and times show only for somebody with hours of their own. */
export function reach() {
  return {
    own: false,
    init() {
      this.choose();
    },
    choose() {
      this.own = this.$root.querySelector("[name=reach]:checked")?.value === "own";
    },
  };
}
