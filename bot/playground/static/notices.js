// Short notices and questions: toasts, alerts, and small dialogs.

import { byId, element } from "/static/dom.js";

const TOAST_SECONDS = 4;

export function toast(words) {
  const shown = element("p", { className: "toast" }, words);
  byId("toasts").append(shown);
  setTimeout(() => shown.remove(), TOAST_SECONDS * 1000);
}

export function alertBox(words) {
  byId("alert-words").textContent = words;
  if (!byId("alert-dialog").open) byId("alert-dialog").showModal();
}

/** Opens a dialog; gives true when it was closed with its main button. */
export function ask(id) {
  const dialog = byId(id);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function openDialogs() {
  for (const button of document.querySelectorAll("dialog .cancel")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
}

export function enlarge(address, words) {
  byId("picture").src = address;
  byId("picture").alt = words;
  byId("picture-dialog").showModal();
}

/** Runs something and shows the sentence when the playground refuses. */
export async function attempt(work) {
  try {
    return await work();
  } catch (problem) {
    toast(problem.message);
    return null;
  }
}
