// Dates and times in the zone of this browser, as Telegram shows them.

const LOCALE = navigator.language;

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const format = (options) => new Intl.DateTimeFormat(LOCALE, options);

export function clockTime(seconds) {
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(seconds * 1000));
}

export function longDay(seconds) {
  return format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(new Date(seconds * 1000));
}

export function dayName(seconds, now) {
  const day = new Date(seconds * 1000);
  const sameYear = day.getFullYear() === new Date(now * 1000).getFullYear();
  return format({ day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }).format(day);
}

export function dayKey(seconds) {
  return new Date(seconds * 1000).toDateString();
}

/** For the list of chats: the time today, the weekday this week, else the date. */
export function shortWhen(seconds, now) {
  if (dayKey(seconds) === dayKey(now)) return clockTime(seconds);
  if (now - seconds < 6 * 86400) return format({ weekday: "short" }).format(new Date(seconds * 1000));
  return format({ day: "2-digit", month: "2-digit", year: "2-digit" }).format(new Date(seconds * 1000));
}

export function relative(seconds, now) {
  const away = seconds - now;
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = units.find(([, length]) => Math.abs(away) >= length) ?? units[3];
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" }).format(Math.round(away / size), unit);
}

/** A date-time entity: r is relative; w weekday, d or D short or long date, t or T short or long time. */
export function entityTime(shape, seconds, now) {
  if (shape === "r") return relative(seconds, now);
  const moment = new Date(seconds * 1000);
  const parts = [];
  if (shape.includes("w")) parts.push(format({ weekday: "long" }).format(moment));
  if (shape.includes("d")) parts.push(format({ day: "2-digit", month: "2-digit", year: "2-digit" }).format(moment));
  if (shape.includes("D")) parts.push(format({ dateStyle: "long" }).format(moment));
  if (shape.includes("t")) parts.push(clockTime(seconds));
  if (shape.includes("T")) {
    parts.push(format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(moment));
  }
  return parts.join(", ");
}

export function ahead(seconds) {
  if (seconds < 1) return "Real time";
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.round((seconds % 3600) / 60);
  const parts = [[days, "day"], [hours, "hour"], [minutes, "minute"]].filter(([count]) => count > 0).slice(0, 2);
  if (!parts.length) return "A moment ahead of real time";
  return `${parts.map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" and ")} ahead of real time`;
}

/** What a date-time field wants: the local moment without a zone. */
export function fieldValue(seconds) {
  const moment = new Date(seconds * 1000);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
