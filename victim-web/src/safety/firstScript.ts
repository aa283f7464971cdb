/**
 * Loaded first, as a file of its own (`build/firstScript.ts`): the exit works before the page is there, when the page is broken, and
 * whatever the page is doing. It knows nothing of the page but what is marked `data-exit`, and the event of `leaving.ts`.
 */
import { coverInBackground } from "./cover.ts";
import { keepInSight } from "./inSight.ts";
import { onTripleKey } from "./keyboard.ts";
import { leaveInEmergency, leaveQuietly } from "./leave.ts";

window.addEventListener(
  "click",
  (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-exit]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leaveInEmergency();
  },
  { capture: true },
);
onTripleKey(leaveInEmergency);
coverInBackground();
keepInSight();

window.addEventListener("pagehide", leaveQuietly);
// A page brought back from the browser's memory is an empty one: it starts anew.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
