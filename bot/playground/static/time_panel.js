// The playground's clock, and the longer walks through time.

import { byId } from "/static/dom.js";
import { ahead, clockTime, fieldValue, longDay, zone } from "/static/moments.js";
import { moveClockBy, moveClockTo, startErrand } from "/static/server.js";
import { now, personOf, selectedPerson, store } from "/static/store.js";

const OUTCOMES = {
  spoke: (errand) => `The bot wrote to ${personOf(errand.chat_id)?.first_name ?? "somebody"}.`,
  silent: () => "The bot wrote nothing by itself in 26 hours.",
  filled: () => "A month is filled. Scroll up to read it, or ask the bot for a summary.",
  stopped: () => "Stopped. What was answered stays.",
  blocked: () => "This person has blocked the bot. Unblock it first.",
  "not started": () => "This person has not finished the first steps yet. Press START, answer the questions, then try again.",
  "no question": () => "The bot stopped asking, so the sample diary ends here.",
};

/** `attempt` runs something and shows the sentence when it is refused. */
export function openTimePanel(attempt) {
  byId("plus-hour").onclick = () => attempt(() => moveClockBy(3600));
  byId("tomorrow").onclick = () => attempt(() => moveClockTo(tomorrowMorning()));
  byId("jump").onclick = () => attempt(() => startErrand("jump"));
  byId("month").onclick = () => attempt(() => startErrand("month", monthWishes()));
  byId("errand-stop").onclick = () => attempt(() => startErrand("stop"));
  byId("set-moment").addEventListener("submit", (event) => {
    event.preventDefault();
    delete byId("moment").dataset.touched;
    attempt(() => moveClockTo(new Date(byId("moment").value).getTime() / 1000));
  });
  byId("moment").addEventListener("input", () => { byId("moment").dataset.touched = "true"; });
  byId("open-time").onclick = () => { document.body.dataset.time = "open"; byId("close-time").focus(); };
  byId("close-time").onclick = close;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.dataset.time === "open" && !document.querySelector("dialog[open]")) close();
  });
  setInterval(drawClock, 1000);
}

function close() {
  delete document.body.dataset.time;
  byId("open-time").focus();
}

function tomorrowMorning() {
  const morning = new Date(now() * 1000);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(9, 0, 0, 0);
  return morning.getTime() / 1000;
}

function monthWishes() {
  return { chat_id: selectedPerson()?.chat_id, utc_offset_minutes: -new Date(now() * 1000).getTimezoneOffset() };
}

export function drawClock() {
  const moment = now();
  byId("clock-time").textContent = clockTime(moment);
  byId("clock-day").textContent = longDay(moment);
  byId("clock-ahead").textContent = `${zone}. ${ahead(store.clock.offset)}.`;
  const field = byId("moment");
  if (document.activeElement !== field && !field.dataset.touched) field.value = fieldValue(moment + 3600);
}

export function drawErrand() {
  const errand = store.errand;
  const sentence = errand.is_running ? running(errand) : OUTCOMES[errand.outcome]?.(errand);
  byId("errand").hidden = !sentence;
  if (byId("errand-words").textContent !== sentence) byId("errand-words").textContent = sentence ?? "";
  byId("errand-progress").hidden = !errand.is_running;
  byId("errand-progress").max = errand.of ?? 1;
  byId("errand-progress").value = errand.done ?? 0;
  byId("errand-stop").hidden = !errand.is_running;
  for (const id of ["jump", "month", "plus-hour", "tomorrow"]) byId(id).disabled = errand.is_running;
  byId("month").disabled ||= !selectedPerson();
  byId("diary-person").textContent = selectedPerson()?.first_name ?? "somebody";
}

function running(errand) {
  return errand.name === "month" ? `Evening ${Math.min(errand.done + 1, errand.of)} of ${errand.of}` : `Waiting for the bot: ${errand.done} hours on`;
}
