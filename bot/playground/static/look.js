// Light or dark: like the system, unless the person chose.

import { byId } from "/static/dom.js";

const KEPT_AS = "playground-look";

export function openLook() {
  const choice = byId("look-choice");
  choice.value = localStorage.getItem(KEPT_AS) ?? "";
  wear(choice.value);
  choice.addEventListener("change", () => {
    localStorage.setItem(KEPT_AS, choice.value);
    wear(choice.value);
  });
}

function wear(look) {
  if (look) document.documentElement.dataset.look = look;
  else delete document.documentElement.dataset.look;
}
