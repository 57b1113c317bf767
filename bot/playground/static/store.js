// What the page knows: people with their messages, the clock, and who is looked at.

export const store = {
  bot: { name: "Bot", username: "" },
  people: [],
  selected: null,
  clock: { now: Date.now() / 1000, offset: 0 },
  heardAt: Date.now() / 1000,
  errand: { is_running: false },
};

const listeners = new Set();

/** Calls `listener(topic, detail)` after each change; topics: "state", "person", "message", "clock", "errand", "selected". */
export function whenChanged(listener) {
  listeners.add(listener);
}

export function changed(topic, detail) {
  for (const listener of listeners) listener(topic, detail);
}

/** The playground's moment in Unix seconds, running on between pieces of news. */
export function now() {
  return store.clock.now + (Date.now() / 1000 - store.heardAt);
}

export function selectedPerson() {
  return store.people.find((person) => person.chat_id === store.selected) ?? null;
}

export function personOf(chatId) {
  return store.people.find((person) => person.chat_id === chatId) ?? null;
}

export function select(chatId) {
  store.selected = chatId;
  const person = selectedPerson();
  if (person) person.unread = 0;
  changed("selected");
}

export function takeState(state) {
  const unread = new Map(store.people.map((person) => [person.chat_id, person.unread]));
  store.bot = state.bot;
  store.errand = state.errand;
  store.people = state.people.map((person) => ({ ...person, unread: unread.get(person.chat_id) ?? 0 }));
  takeClock(state.clock);
  if (!selectedPerson()) store.selected = store.people[0]?.chat_id ?? null;
  changed("state");
}

export function takeClock(clock) {
  store.clock = { now: clock.now, offset: clock.offset };
  store.heardAt = Date.now() / 1000;
  changed("clock");
}

export function takePerson(person) {
  if (!personOf(person.chat_id)) store.people.push({ ...person, unread: 0 });
  changed("person");
}

/** Puts one message in place; gives "new" or "changed". */
export function takeMessage(person, message) {
  const at = person.messages.findIndex((each) => each.message_id === message.message_id);
  if (at >= 0) person.messages[at] = message;
  else person.messages.push(message);
  return at >= 0 ? "changed" : "new";
}

export function dropMessage(person, messageId) {
  person.messages = person.messages.filter((message) => message.message_id !== messageId);
}
