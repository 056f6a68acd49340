import Alpine from "@alpinejs/csp";

import { startConfirm } from "./confirm.js";
import { startCopy } from "./copy.js";
import { startForms } from "./forms.js";
import { startHours } from "./hours.js";
import { startLive } from "./live.js";
import { startOrder } from "./order.js";
import { preview, reach } from "./preview.js";
import { startRows } from "./rows.js";
import { startPasskeys } from "./passkey.js";
import { startRequests } from "./requests.js";
import { startSegments } from "./segments.js";
import { startSwipe } from "./swipe.js";
import { startTalk } from "./talk.js";
import { testCall } from "./testcall.js";
import { startTheme } from "./theme.js";
import { startToasts, toast } from "./toasts.js";

Alpine.data("preview", preview);
Alpine.data("reach", reach);
Alpine.data("testCall", testCall);
Alpine.data("toast", toast);
Alpine.start();

startToasts();
startRequests();
startTheme();
startSwipe();
startConfirm();
startForms();
startCopy();
startPasskeys();
startTalk();
startSegments();
startLive();
startRows();
startOrder();
startHours();
