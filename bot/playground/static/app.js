// Joins the parts of the page: what is heard from the playground, what the person does, what is drawn.

import { addServiceLine, drawChat, drawMessage, dropMessageView, openChatView, stopWaiting } from "/static/chat_view.js";
import { drawComposer, openComposer, stopEditing, writeAnew } from "/static/composer.js";
import { byId, drawIcons } from "/static/dom.js";
import { openLook } from "/static/look.js";
import { alertBox, ask, attempt, enlarge, openDialogs, toast } from "/static/notices.js";
import { drawPeopleList, openPeopleList } from "/static/people_list.js";
import { act, addPerson, fetchState, listen } from "/static/server.js";
import { changed, dropMessage, personOf, select, selectedPerson, store, takeClock, takeMessage, takePerson, takeState, whenChanged } from "/static/store.js";
import { drawClock, drawErrand, openTimePanel } from "/static/time_panel.js";

const TYPING_SECONDS = 5;
const TAP_WAITS_SECONDS = 10;
const ACTIONS = { typing: "typing…", upload_document: "sending a file…", upload_photo: "sending a picture…" };
const typingUntil = new Map();
let early = null;

const doing = (name, body) => attempt(() => act(selectedPerson(), name, body));

const hands = {
  tap(message, button, key) {
    if (button.url) { window.open(button.url, "_blank", "noopener"); return; }
    if (button.copy_text) { navigator.clipboard?.writeText(button.copy_text.text); toast("Copied"); return; }
    key.setAttribute("aria-busy", "true");
    setTimeout(() => key.removeAttribute("aria-busy"), TAP_WAITS_SECONDS * 1000);
    doing("tap", { message_id: message.message_id, data: button.callback_data });
  },
  command: (words) => doing("say", { text: words }),
  change: writeAnew,
  enlarge,
  addPerson: askForPerson,
};

function open() {
  drawIcons(document);
  openLook();
  openDialogs();
  openChatView(hands);
  openPeopleList(lookAt);
  openComposer({
    say: (text) => doing("say", { text }),
    edit: (message, text) => doing("edit", { message_id: message.message_id, text }),
    sticker: () => doing("sticker", { emoji: "👍" }),
    voice: () => doing("voice"),
    location: sharePlace,
  });
  openTimePanel(attempt);
  byId("add-person").onclick = askForPerson;
  byId("back").onclick = () => { document.body.dataset.screen = "list"; };
  byId("start").onclick = () => (selectedPerson().is_blocking ? doing("unblock") : doing("say", { text: "/start" }));
  byId("block").onclick = () => doing(selectedPerson()?.is_blocking ? "unblock" : "block");
  whenChanged(draw);
  early = [];
  listen(hear, catchUp, () => { early ??= []; });
}

async function askForPerson() {
  byId("person-name").value = "";
  if (!(await ask("person-dialog"))) return;
  const person = await attempt(() => addPerson(byId("person-name").value, byId("person-language").value));
  if (!person) return;
  takePerson(person);
  lookAt(person.chat_id);
}

function lookAt(chatId) {
  select(chatId);
  document.body.dataset.screen = "chat";
  focusComposer();
}

/** On a phone the focus goes to the way back, so that no keyboard pops up unasked. */
function focusComposer() {
  const back = byId("back");
  if (back.checkVisibility()) back.focus();
  else (byId("start").hidden ? byId("composer-input") : byId("start")).focus();
}

async function sharePlace() {
  if (!(await ask("place-dialog"))) return;
  const [latitude, longitude] = byId("place").value.split(",").map(Number);
  doing("location", { latitude, longitude });
}

/** Takes the whole state, then what was heard while it was on its way. */
async function catchUp() {
  early ??= [];
  const state = await fetchState();
  takeState(state);
  const waiting = early;
  early = null;
  for (const news of waiting) if (!news.number || news.number > state.last_event) hear(news);
}

function hear(news) {
  if (early) { early.push(news); return; }
  if (news.kind === "clock") takeClock(news);
  else if (news.kind === "profile") catchUp();
  else if (news.kind === "person") takePerson(news.person);
  else if (news.kind === "errand") { store.errand = news; changed("errand"); }
  else hearChat(news);
}

function hearChat(news) {
  const person = personOf(news.chat_id);
  if (!person) return;
  const isLookedAt = news.chat_id === store.selected;
  if (news.kind === "deleted") {
    dropMessage(person, news.message_id);
    if (isLookedAt) dropMessageView(news.message_id);
  } else if (["toast", "alert", "answered"].includes(news.kind)) {
    if (isLookedAt) stopWaiting(news.message_id);
    if (isLookedAt && news.text) (news.kind === "alert" ? alertBox : toast)(news.text);
  } else if (news.kind === "chat action") {
    showTyping(news);
  } else if (news.kind === "blocked" || news.kind === "unblocked") {
    person.is_blocking = news.kind === "blocked";
    if (isLookedAt) addServiceLine(`You ${news.kind} the bot`);
  } else if (news.message) {
    hearMessage(person, news, isLookedAt);
  }
  changed("message", person);
}

function hearMessage(person, news, isLookedAt) {
  if (news.kind === "tapped") return;
  const how = takeMessage(person, news.message);
  if (news.kind === "sent") {
    typingUntil.delete(person.chat_id);
    if (!isLookedAt) person.unread += 1;
  }
  if (isLookedAt) drawMessage(news.message, how);
}

function showTyping(news) {
  typingUntil.set(news.chat_id, { words: ACTIONS[news.text] ?? "busy…", until: Date.now() + TYPING_SECONDS * 1000 });
  setTimeout(drawStatus, TYPING_SECONDS * 1000 + 50);
}

function draw(topic) {
  if (topic === "clock") { drawClock(); return; }
  if (topic === "errand") { drawErrand(); return; }
  if (topic === "state" || topic === "selected") {
    if (topic === "selected") stopEditing();
    drawChat();
    drawClock();
    drawErrand();
  }
  drawPeopleList();
  const wasOnStart = document.activeElement === byId("start");
  drawComposer();
  if (wasOnStart && byId("start").hidden) byId("composer-input").focus();
  drawStatus();
}

function drawStatus() {
  const person = selectedPerson();
  const typing = person && typingUntil.get(person.chat_id);
  const isTyping = Boolean(typing && typing.until > Date.now());
  byId("bot-name").textContent = store.bot.name;
  byId("bot-avatar").textContent = [...store.bot.name][0] ?? "";
  byId("chat-status").textContent = isTyping ? typing.words : person ? `bot, talking with ${person.first_name}` : "bot";
  byId("chat-status").dataset.busy = String(isTyping);
  const words = person?.is_blocking ? "Unblock the bot" : "Block the bot";
  byId("block").setAttribute("aria-label", words);
  byId("block").title = words;
  byId("block").disabled = !person;
  document.title = `${store.bot.name} playground`;
}

open();
