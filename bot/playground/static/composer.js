// Where the person writes: message field, command menu, editing an own message, and things that are not text.

import { byId, element, walkWithArrows } from "/static/dom.js";
import { selectedPerson } from "/static/store.js";

const form = byId("composer");
const input = byId("composer-input");
const suggestions = byId("suggestions");
const menu = byId("menu");
const attach = byId("attach");
const attachments = byId("attachments");
let edited = null;
let active = -1;
let does = null;

/** `doing` has say(text), edit(message, text), sticker(), voice() and place(). */
export function openComposer(doing) {
  does = doing;
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  input.addEventListener("input", () => { grow(); suggest(input.value); });
  input.addEventListener("keydown", onKey);
  menu.addEventListener("click", () => (suggestions.hidden ? (suggest("/", true), input.focus()) : closeSuggestions()));
  byId("stop-editing").addEventListener("click", stopEditing);
  openAttachments();
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) { closeSuggestions(); closeAttachments(); }
  });
}

export function drawComposer() {
  const person = selectedPerson();
  const start = byId("start");
  start.hidden = !person || (!person.is_blocking && person.messages.length > 0);
  start.textContent = person?.is_blocking ? "UNBLOCK THE BOT" : "START";
  form.hidden = !person || !start.hidden;
  menu.hidden = !person?.commands.length;
}

export function writeAnew(message) {
  edited = message;
  byId("editing").hidden = false;
  input.value = message.text;
  grow();
  input.focus();
}

export function stopEditing() {
  edited = null;
  byId("editing").hidden = true;
  input.value = "";
  grow();
}

function submit() {
  const text = input.value.trim();
  if (!text) return;
  if (edited) does.edit(edited, text);
  else does.say(text);
  stopEditing();
  closeSuggestions();
}

function onKey(event) {
  if (!suggestions.hidden && onSuggestionKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && edited) {
    stopEditing();
  } else if (event.key === "ArrowUp" && !input.value) {
    const own = selectedPerson()?.messages.findLast((message) => !message.is_from_bot && message.text);
    if (own) { event.preventDefault(); writeAnew(own); }
  }
}

function onSuggestionKey(event) {
  const options = [...suggestions.children];
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    mark((active + steps[event.key] + options.length) % options.length);
  } else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) {
    event.preventDefault();
    options[active].click();
  } else if (event.key === "Escape") {
    closeSuggestions();
  } else return false;
  return true;
}

function suggest(typed, all = false) {
  const commands = selectedPerson()?.commands ?? [];
  const begins = /^\/(\w*)$/.exec(typed);
  const fitting = begins ? commands.filter((each) => each.command.startsWith(begins[1].toLowerCase())) : [];
  if (!fitting.length || (!all && !begins)) return closeSuggestions();
  suggestions.replaceChildren(...fitting.map(option));
  suggestions.hidden = false;
  setExpanded(true);
  // Whoever typed a whole command means it, though a longer one begins the same.
  mark(Math.max(0, fitting.findIndex((each) => each.command === begins[1].toLowerCase())));
  return undefined;
}

function option(each, index) {
  const choose = () => { closeSuggestions(); input.value = ""; grow(); input.focus(); does.say(`/${each.command}`); };
  return element("div", { role: "option", id: `suggestion-${index}`, onclick: choose }, element("b", {}, `/${each.command}`), element("span", {}, each.description));
}

function mark(index) {
  active = index;
  [...suggestions.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === index)));
  input.setAttribute("aria-activedescendant", `suggestion-${index}`);
  suggestions.children[index]?.scrollIntoView({ block: "nearest" });
}

function closeSuggestions() {
  suggestions.hidden = true;
  active = -1;
  setExpanded(false);
  input.removeAttribute("aria-activedescendant");
}

function setExpanded(isOpen) {
  input.setAttribute("aria-expanded", String(isOpen));
  menu.setAttribute("aria-expanded", String(isOpen));
}

function grow() {
  input.style.height = "auto"; // so that it can shrink as well
  input.style.height = input.value ? `${input.scrollHeight}px` : "";
}

function openAttachments() {
  walkWithArrows(attachments, "button");
  attach.addEventListener("click", () => {
    attachments.hidden = !attachments.hidden;
    attach.setAttribute("aria-expanded", String(!attachments.hidden));
    if (!attachments.hidden) attachments.querySelector("button").focus();
  });
  attachments.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { closeAttachments(); attach.focus(); }
  });
  attachments.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-send]");
    if (!chosen) return;
    closeAttachments();
    input.focus();
    does[chosen.dataset.send]();
  });
}

function closeAttachments() {
  attachments.hidden = true;
  attach.setAttribute("aria-expanded", "false");
}
