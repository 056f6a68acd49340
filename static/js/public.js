/* The booking page works without this file; with it, it counts down, never jumps or loses what was typed, and fits its frame. */
import { startCountdown } from "./public/countdown.js";
import { startFrame } from "./public/frame.js";
import { startForms } from "./public/forms.js";
import { startSoft } from "./public/soft.js";

startCountdown();
startForms();
startSoft(startCountdown);
startFrame();
