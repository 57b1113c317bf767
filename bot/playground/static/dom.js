// Small makers of elements and icons, so that no page text is ever read as markup.

const SHAPES = {
  add: "M12 5v14M5 12h14",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  clock: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 7.500V12l3 2",
  block: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM6 6l12 12",
  down: "M6 9.500l6 6 6-6",
  menu: "M4 7h16M4 12h16M4 17h16",
  attach: "M19 11.500l-7.300 7.300a4.600 4.600 0 0 1-6.500-6.500l7.700-7.700a3 3 0 0 1 4.300 4.300l-7.500 7.500a1.500 1.500 0 0 1-2.100-2.100l6.700-6.700",
  send: "M4 12l16-8-5 16-3.500-6.500zM11.500 13.500L20 4",
  place: "M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21zM12 7.300a2.300 2.300 0 1 0 0 4.600 2.300 2.300 0 0 0 0-4.600z",
  smile: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM8.500 14.500c1.500 2.300 5.500 2.300 7 0M9 9.500v.100M15 9.500v.100",
  voice: "M12 4a2.500 2.500 0 0 0-2.500 2.500v5a2.500 2.500 0 0 0 5 0v-5A2.500 2.500 0 0 0 12 4zM6 11.500a6 6 0 0 0 12 0M12 17.500V20.500",
  ticks: "M1.500 12.500l4.500 4.500L15 7M11 15.500l1.500 1.500L22 7",
  silent: "M6 16h12l-1.500-2.500V10a4.500 4.500 0 0 0-9 0v3.500zM10.500 19h3M4 4l16 16",
  pencil: "M5 19l1-4L16 5l3 3L9 18zM13.500 7.500l3 3",
  outside: "M8 5h11v11M19 5L6 18",
  copy: "M9 9h10v10H9zM6 15H5V5h10v1",
  file: "M7 3.500h7l4 4v13H7zM14 3.500v4h4",
};

/** Makes an element; `properties` are set as properties, `data-…`, `aria-…` and `role` as attributes. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (/^(data-|aria-|role$)/.test(name)) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", `icon icon-${name}`);
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", SHAPES[name]);
  picture.append(line);
  return picture;
}

export function drawIcons(root) {
  for (const place of root.querySelectorAll("[data-icon]")) place.prepend(icon(place.dataset.icon));
}

export const byId = (id) => document.getElementById(id);

/** Lets the arrow keys walk through the items a selector finds inside `list`. */
export function walkWithArrows(list, selector) {
  list.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const items = [...list.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement);
    if (!(event.key in steps) || at < 0) return;
    event.preventDefault();
    items[(at + steps[event.key] + items.length) % items.length].focus();
  });
}
