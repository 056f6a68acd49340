// What telephones carry is half of this; the server wants no more.
const RATE = 16_000;
const LARGEST = 40_000_000;
const QUIET = 0.015;
const EDGE = Math.round(0.15 * RATE);

/**
 * Alpine component around the form of a greeting: records it, or reads a file in whatever format the browser
 * knows, and puts a small WAV file into the form, which any telephone network plays. Without it, and for what it
 * cannot read, the chosen file is sent as it is and the server says what it thinks of it.
 */
export function recorder() {
  return {
    canRecord: Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder && globalThis.OfflineAudioContext),
    recording: false,
    busy: false,
    ready: false,
    denied: false,
    seconds: 0,

    get clock() {
      return `0:${String(this.seconds).padStart(2, "0")} / 0:${this.$root.dataset.longest}`;
    },
    get field() {
      return this.$root.querySelector("input[type=file]");
    },
    async start() {
      this.denied = false;
      this.drop();
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
      } catch {
        this.denied = true;
        this.$refs.files.open = true;
        return;
      }
      const heard = [];
      this.tape = new MediaRecorder(this.stream);
      this.tape.ondataavailable = (event) => heard.push(event.data);
      this.tape.onstop = () => this.take(new Blob(heard));
      this.tape.start();
      this.recording = true;
      this.seconds = 0;
      this.timer = setInterval(() => this.tick(), 1000);
    },
    tick() {
      this.seconds += 1;
      // A moment less than is allowed: the microphone begins before and ends after the clock.
      if (this.seconds >= Number(this.$root.dataset.longest) - 1) this.stop();
    },
    stop() {
      clearInterval(this.timer);
      if (this.tape?.state === "recording") this.tape.stop();
      this.stream?.getTracks().forEach((track) => track.stop());
      this.recording = false;
    },
    async chosen() {
      const [file] = this.field.files;
      this.forget();
      if (file && file.size <= LARGEST) await this.take(file);
    },
    /** Turn what was recorded or chosen into the file that is sent. */
    async take(blob) {
      this.busy = true;
      try {
        const wav = wavOf(trimmed(await samplesOf(blob)));
        const files = new DataTransfer();
        files.items.add(new File([wav], "begruessung.wav", { type: "audio/wav" }));
        this.field.files = files.files;
        this.$refs.heard.src = URL.createObjectURL(wav);
        this.ready = true;
      } catch {
        // Not for this browser: the file goes as it is.
      } finally {
        this.busy = false;
      }
    },
    drop() {
      this.field.value = "";
      this.forget();
    },
    forget() {
      if (this.$refs.heard.src) URL.revokeObjectURL(this.$refs.heard.src);
      this.$refs.heard.removeAttribute("src");
      this.ready = false;
    },
    destroy() {
      this.stop();
    },
  };
}

/** One channel at our rate, as loud as it may be. */
async function samplesOf(blob) {
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await blob.arrayBuffer());
  const mixed = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel++) {
    sound.getChannelData(channel).forEach((value, place) => (mixed[place] += value / sound.numberOfChannels));
  }
  const loudest = mixed.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Whispering is lifted, silence is not: the server asks whether the microphone is on.
  const lift = loudest > QUIET ? 0.9 / loudest : 1;
  return mixed.map((value) => value * lift);
}

/** Without the silence before the first and behind the last word. */
function trimmed(samples) {
  const isLoud = (value) => Math.abs(value) > QUIET * 2;
  const first = samples.findIndex(isLoud);
  if (first < 0) return samples;
  return samples.subarray(Math.max(0, first - EDGE), Math.min(samples.length, samples.findLastIndex(isLoud) + EDGE));
}

function wavOf(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const write = (place, text) => [...text].forEach((letter, offset) => view.setUint8(place + offset, letter.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, place) => view.setInt16(44 + place * 2, Math.max(-1, Math.min(1, value)) * 32_767, true));
  return new Blob([view], { type: "audio/wav" });
}
