import { startCarrying } from "./diary/carrying.js";
import { startDialogs } from "./diary/dialogs.js";
import { startKeys } from "./diary/keys.js";
import { startPointer } from "./diary/pointer.js";
import { startQuiet } from "./diary/quiet.js";
import { startScrolling } from "./diary/scrolling.js";
import { startSwipe } from "./diary/swipe.js";

startQuiet();
startScrolling();
startCarrying();
startPointer();
startDialogs();
startKeys();
startSwipe();
if (location.hash === "#drucken") print();
