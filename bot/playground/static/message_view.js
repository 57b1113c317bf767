// One message: its bubble with text, picture or file, its time, and the buttons under it.

import { element, icon } from "/static/dom.js";
import { clockTime, longDay } from "/static/moments.js";
import { richText } from "/static/rich_text.js";
import { fileAddress } from "/static/server.js";

/** `hands` has what the person can do: tap(message, button), command(words), change(message), enlarge(address, words). */
export function messageView(message, hands) {
  const isOwn = !message.is_from_bot;
  const view = element("article", {
    className: `message ${isOwn ? "out" : "in"}`,
    "data-id": message.message_id,
    "aria-label": isOwn ? "You" : message.from.first_name,
  });
  if (message.sticker) view.classList.add("sticker");
  if (message.photo || message.animation) view.classList.add("with-picture");
  view.append(element("div", { className: "bubble" }, element("div", { className: "content" }, content(message, hands, stamp(message, isOwn)))));
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) {
    view.classList.add("with-keys");
    view.append(keys(message, rows, hands));
  }
  if (isOwn && message.text) view.append(changeButton(message, hands));
  return view;
}

/** One line for the list of chats. */
export function summary(message) {
  const words = message.text ?? message.caption ?? "";
  const kinds = { photo: "Picture", animation: "GIF", document: "File", sticker: "Sticker", voice: "Voice message", location: "Location" };
  const kind = Object.keys(kinds).find((name) => message[name]);
  const shown = kind === "document" ? message.document.file_name ?? kinds.document : kinds[kind];
  return [shown, kind === "sticker" ? message.sticker.emoji : "", words.replaceAll("\n", " ")].filter(Boolean).join(" ");
}

function content(message, hands, itsStamp) {
  const parts = [];
  if (message.animation) parts.push(animation(message.animation));
  else if (message.document) parts.push(file(message.document));
  if (message.photo) parts.push(picture(message, hands));
  if (message.sticker) parts.push(element("div", { className: "big" }, message.sticker.emoji ?? "🙂"));
  if (message.voice) parts.push(standIn("voice", "Voice message", `0:${String(message.voice.duration ?? 0).padStart(2, "0")}`));
  if (message.location) parts.push(...place(message.location));
  const words = message.text ?? message.caption;
  if (words) parts.push(richText(words, message.entities ?? message.caption_entities ?? [], hands.command));
  if (!parts.length) parts.push(element("div", { className: "text" }, "(something this page cannot show)"));
  const last = parts.at(-1);
  if (last.classList.contains("text")) last.append(itsStamp); // beside the last line, where there is room
  else parts.push(itsStamp);
  return parts;
}

function picture(message, hands) {
  const largest = message.photo.at(-1);
  const address = fileAddress(largest.file_id);
  const words = message.caption ? `Picture: ${message.caption}` : "Picture";
  const shown = element("img", { src: address, alt: words, width: largest.width, height: largest.height });
  return element("button", { className: "picture", type: "button", "aria-label": `${words}. Enlarge`, onclick: () => hands.enlarge(address, words) }, shown);
}

function animation(moving) {
  const address = fileAddress(moving.file_id);
  if (moving.mime_type !== "video/mp4") {
    return element("div", { className: "picture" }, element("img", { src: address, alt: "Animation", width: moving.width, height: moving.height }));
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const film = element("video", { src: address, loop: true, muted: true, autoplay: !calm, controls: calm, playsInline: true, "aria-label": "Animation" });
  return element("div", { className: "picture" }, film);
}

function file(document) {
  const name = document.file_name ?? "file";
  const words = element("span", {}, element("b", {}, name), element("small", {}, size(document.file_size)));
  return element("a", { className: "file", href: fileAddress(document.file_id), download: name }, element("span", { className: "file-icon" }, icon("file")), words);
}

function size(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function standIn(shape, title, detail) {
  const words = element("span", {}, element("b", {}, title), element("small", {}, detail));
  return element("div", { className: "file" }, element("span", { className: "file-icon" }, icon(shape)), words);
}

function place({ latitude, longitude }) {
  const words = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return [element("div", { className: "place" }, icon("place")), element("div", { className: "text" }, `Location ${words}`)];
}

function stamp(message, isOwn) {
  const sent = element("time", { dateTime: new Date(message.date * 1000).toISOString(), title: `${longDay(message.date)}, ${clockTime(message.date)}` }, clockTime(message.date));
  const silent = message.is_silent && !isOwn ? element("span", { title: "Sent without a sound", role: "img", "aria-label": "Sent without a sound" }, icon("silent")) : null;
  return element("span", { className: "stamp" }, silent, message.edit_date ? "edited" : null, sent, isOwn ? icon("ticks") : null);
}

function keys(message, rows, hands) {
  const made = rows.map((row) => element("div", { className: "key-row" }, row.map((button) => key(message, button, hands))));
  return element("div", { className: "keys", role: "group", "aria-label": "Buttons" }, made);
}

function key(message, button, hands) {
  const mark = button.url ? "outside" : button.copy_text ? "copy" : null;
  return element(
    "button",
    { className: "key", type: "button", "data-style": button.style, "data-data": button.callback_data, onclick: (event) => hands.tap(message, button, event.currentTarget) },
    button.text,
    mark ? element("span", { className: "mark" }, icon(mark)) : null,
  );
}

function changeButton(message, hands) {
  return element("button", { className: "change icon-button", type: "button", "aria-label": "Edit this message", title: "Edit", onclick: () => hands.change(message) }, icon("pencil"));
}
