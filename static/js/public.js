/* The booking page works without this file; with it, it counts down, sends once, and fits its frame. */
import { startCountdown } from "./public/countdown.js";
import { startFrame } from "./public/frame.js";
import { startForms } from "./public/forms.js";

startCountdown();
startForms();
startFrame();
