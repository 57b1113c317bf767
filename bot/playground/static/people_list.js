// The list of chats on the left, one for each person.

import { byId, element, walkWithArrows } from "/static/dom.js";
import { summary } from "/static/message_view.js";
import { shortWhen } from "/static/moments.js";
import { now, store } from "/static/store.js";

const SHADES = 5;
const list = byId("people-list");

export function openPeopleList(onSelect) {
  walkWithArrows(list, "button");
  list.addEventListener("click", (event) => {
    const row = event.target.closest("button");
    if (row) onSelect(Number(row.dataset.chat));
  });
}

export function drawPeopleList() {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
  list.replaceChildren(...store.people.map(row));
  if (!store.people.length) list.append(element("li", { className: "nobody muted" }, "Nobody is here yet. Add a person with the + above."));
  if (focused) list.querySelector(`[data-chat="${focused}"]`)?.focus();
}

export function avatar(person) {
  return element("span", { className: "avatar", "data-shade": person.chat_id % SHADES, "aria-hidden": "true" }, [...person.first_name][0].toUpperCase());
}

function row(person) {
  const last = person.messages.at(-1);
  const isSelected = person.chat_id === store.selected;
  const name = element("span", { className: "name" }, person.first_name, element("span", { className: "language" }, person.language_code));
  const unread = person.unread ? element("span", { className: "unread", "aria-label": `${person.unread} unread` }, String(person.unread)) : null;
  return element("li", {}, element(
    "button",
    { type: "button", "data-chat": person.chat_id, "aria-current": String(isSelected) },
    avatar(person),
    name,
    element("span", { className: "when" }, last ? shortWhen(last.date, now()) : ""),
    element("span", { className: "last" }, last ? `${last.is_from_bot ? "" : "You: "}${summary(last)}` : "Not started yet"),
    unread,
  ));
}
