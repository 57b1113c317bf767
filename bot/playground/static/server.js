// Talks to the playground: everything the page asks for, does, and hears.

export class Refused extends Error {}

async function post(path, body = {}) {
  const answer = await fetch(`/playground/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (answer === null) throw new Refused("The playground does not answer. Is it still running?");
  if (!answer.ok) throw new Refused(await answer.text());
  return answer.json();
}

export async function fetchState() {
  return (await fetch("/playground/state")).json();
}

export const act = (person, doing, body) => post(`people/${person.chat_id}/${doing}`, body);
export const addPerson = (firstName, language) => post("people", { first_name: firstName, language_code: language });
export const moveClockBy = (seconds) => post("clock", { by: seconds });
export const moveClockTo = (seconds) => post("clock", { to: seconds });
export const startErrand = (name, body) => post(`errands/${name}`, body);
export const fileAddress = (fileId) => `/playground/files/${encodeURIComponent(fileId)}`;

/** Calls `hear` with every piece of news, and `reopened` whenever the line is open (again). */
export function listen(hear, reopened, lost) {
  const line = new EventSource("/playground/live");
  line.onopen = reopened;
  line.onerror = lost;
  line.onmessage = (event) => hear(JSON.parse(event.data));
}
