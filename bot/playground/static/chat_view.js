// The messages of the chat that is looked at. Only what changed is drawn anew, so a screen reader hears it once.

import { byId, element, walkWithArrows } from "/static/dom.js";
import { dayKey, dayName } from "/static/moments.js";
import { messageView } from "/static/message_view.js";
import { now, selectedPerson, store } from "/static/store.js";

const NEAR_END = 140;
const log = byId("messages");
const toEnd = byId("to-end");
let hands = null;
let follows = true;
let glides = false;

export function openChatView(itsHands) {
  hands = itsHands;
  log.addEventListener("scroll", onScroll);
  for (const intent of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    log.addEventListener(intent, () => { glides = false; }, { passive: true });
  }
  toEnd.addEventListener("click", () => scrollToEnd(true));
  walkWithArrows(log, ".key");
  new ResizeObserver(() => { if (follows) scrollToEnd(false); }).observe(log);
}

/** Whether the newest message stays in view; only the person's own scrolling changes that. */
function onScroll() {
  const isNearEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
  if (isNearEnd) glides = false;
  if (!glides) follows = isNearEnd;
  toEnd.hidden = follows;
}

function scrollToEnd(calmly) {
  follows = true;
  glides = calmly;
  log.scrollTo({ top: log.scrollHeight, behavior: calmly ? "smooth" : "auto" });
}

export function drawChat() {
  const person = selectedPerson();
  log.setAttribute("aria-busy", "true");
  log.replaceChildren();
  if (!person) log.append(about("Nobody is here yet", "Add a person to begin: each one has a chat of their own with the bot.", hands.addPerson));
  else if (!person.messages.length) log.append(about("What can this bot do?", person.description || `Press START to talk to ${store.bot.name}.`));
  else person.messages.forEach((message) => log.append(messageView(message, hands)));
  tidy();
  log.setAttribute("aria-busy", "false");
  scrollToEnd(false);
  whenPicturesLoaded();
}

/** Draws one message that is new or changed. */
export function drawMessage(message, how) {
  const stays = follows || !message.is_from_bot;
  const old = log.querySelector(`.message[data-id="${message.message_id}"]`);
  const view = messageView(message, hands);
  if (how === "new" || !old) {
    log.querySelector(".about")?.remove();
    view.classList.add("is-new");
    log.append(view);
  } else {
    const focused = focusedPlace(old);
    view.classList.add("is-changed");
    old.replaceWith(view);
    restoreFocus(view, focused);
  }
  tidy();
  if (stays) scrollToEnd(true);
  whenPicturesLoaded();
  toEnd.hidden = stays;
}

export function dropMessageView(messageId) {
  log.querySelector(`.message[data-id="${messageId}"]`)?.remove();
  if (!log.querySelector(".message")) drawChat();
  else tidy();
}

export function addServiceLine(words) {
  log.append(element("p", { className: "service" }, words));
  scrollToEnd(true);
}

/** A tap got its answer: no button of this message waits any longer. */
export function stopWaiting(messageId) {
  log.querySelectorAll(`.message[data-id="${messageId}"] [aria-busy]`).forEach((key) => key.removeAttribute("aria-busy"));
}

function about(title, words, addPerson = null) {
  const add = addPerson && element("button", { className: "strong-button", type: "button", onclick: addPerson }, "Add a person");
  return element("section", { className: "about" }, element("h3", {}, title), element("p", {}, words), add);
}

/** Day lines between days; a tail on the last bubble of each run. */
function tidy() {
  log.querySelectorAll(".day").forEach((line) => line.remove());
  const messages = new Map((selectedPerson()?.messages ?? []).map((message) => [message.message_id, message]));
  let previous = null;
  let previousView = null;
  for (const view of log.querySelectorAll(".message")) {
    const message = messages.get(Number(view.dataset.id));
    if (!message) continue;
    const newDay = !previous || dayKey(previous.date) !== dayKey(message.date);
    const newRun = newDay || previous.is_from_bot !== message.is_from_bot;
    if (newDay) view.before(element("p", { className: "day" }, dayName(message.date, now())));
    view.classList.toggle("first", newRun);
    previousView?.classList.toggle("last", newRun || previousView.classList.contains("with-keys"));
    [previous, previousView] = [message, view];
  }
  previousView?.classList.add("last");
}

function focusedPlace(view) {
  const keys = [...view.querySelectorAll(".key")];
  return view.contains(document.activeElement) ? Math.max(0, keys.indexOf(document.activeElement)) : null;
}

function restoreFocus(view, place) {
  if (place === null) return;
  const keys = [...view.querySelectorAll(".key")];
  (keys[Math.min(place, keys.length - 1)] ?? log).focus({ preventScroll: true });
}

function whenPicturesLoaded() {
  log.querySelectorAll("img, video").forEach((picture) => {
    picture.addEventListener(picture.tagName === "IMG" ? "load" : "loadedmetadata", () => { if (follows) scrollToEnd(false); }, { once: true });
  });
}
