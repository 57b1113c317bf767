// Turns a text with entities into elements. Offsets are UTF-16 units, which is how JavaScript counts as well.

import { element } from "/static/dom.js";
import { entityTime, longDay, clockTime } from "/static/moments.js";
import { now } from "/static/store.js";

const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const FOLDED_LINES = 3;

/** `onCommand` is called with a command the person taps in the text. */
export function richText(text, entities, onCommand) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return element("div", { className: "text", dir: "auto" }, pieces(text, sorted, 0, text.length, onCommand));
}

function pieces(text, entities, start, end, onCommand) {
  const made = [];
  let at = start;
  let afterBlock = false;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const stop = entity.offset + entity.length;
    if (entity.offset < at) continue;
    made.push(plain(text.slice(at, entity.offset), afterBlock));
    const inner = entities.slice(index + 1).filter((each) => each.offset >= entity.offset && each.offset + each.length <= stop);
    made.push(marked(entity, text, pieces(text, inner, entity.offset, stop, onCommand), onCommand));
    afterBlock = BLOCKS.has(entity.type);
    at = stop;
  }
  made.push(plain(text.slice(at, end), afterBlock));
  return made;
}

function plain(text, afterBlock) {
  return afterBlock && text.startsWith("\n") ? text.slice(1) : text;
}

function marked(entity, text, children, onCommand) {
  const words = text.slice(entity.offset, entity.offset + entity.length);
  if (entity.type in SIMPLE) return element(SIMPLE[entity.type], {}, children);
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url ?? words, children);
  if (entity.type === "bot_command") {
    return element("button", { className: "command", type: "button", onclick: () => onCommand(words) }, children);
  }
  if (entity.type === "blockquote") return element("blockquote", {}, children);
  if (entity.type === "expandable_blockquote") return foldedQuote(words, children);
  if (entity.type === "spoiler") return spoiler(children);
  if (entity.type === "date_time") return moment(entity, children);
  return element("span", {}, children);
}

function link(address, children) {
  const safe = /^(https?|tg|mailto|tel):/i.test(address) ? address : `https://${address}`;
  return element("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, children);
}

function spoiler(children) {
  const cover = element("span", { className: "spoiler", role: "button", tabIndex: 0, "aria-label": "Hidden words, tap to show" }, children);
  const show = () => {
    cover.dataset.shown = "true";
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
  };
  cover.addEventListener("click", show, { once: true });
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show();
  });
  return cover;
}

function foldedQuote(words, children) {
  const isLong = words.length > 130 || words.split("\n").length > FOLDED_LINES;
  const quote = element("blockquote", { "data-folded": String(isLong) }, element("div", { className: "fold" }, children));
  if (!isLong) return quote;
  const toggle = element("button", { className: "unfold", type: "button", "aria-expanded": "false" }, "Show more");
  toggle.onclick = () => {
    const folds = quote.dataset.folded === "false";
    quote.dataset.folded = String(folds);
    toggle.textContent = folds ? "Show more" : "Show less";
    toggle.setAttribute("aria-expanded", String(!folds));
  };
  quote.append(toggle);
  return quote;
}

function moment(entity, children) {
  const shape = entity.date_time_format ?? "";
  const seconds = entity.unix_time;
  const shown = shape ? [entityTime(shape, seconds, now())] : children;
  const title = `${longDay(seconds)}, ${clockTime(seconds)}`;
  return element("time", { className: "moment", dateTime: new Date(seconds * 1000).toISOString(), title }, shown);
}
