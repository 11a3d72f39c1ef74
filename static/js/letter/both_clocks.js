/* A time that is typed for a letter is said on the other clock too: data-both="their zone our zone". */
const box = document.querySelector("[data-both]");

function offset(zone, at) {
  const how = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
  const parts = new Intl.DateTimeFormat("en-US", how).formatToParts(at);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute")) - Math.floor(at / 60000) * 60000;
}

function instant(typed, zone) {
  const wall = Date.parse(`${typed}Z`);
  return wall - offset(zone, wall - offset(zone, wall));
}

function say() {
  const [theirs, ours] = box.dataset.both.split(" ");
  const out = box.querySelector("output");
  const typed = box.querySelector("[type=datetime-local]").value;
  const onTheirs = box.querySelector("select").value === "theirs";
  if (!typed) {
    out.textContent = "";
    return;
  }
  const at = instant(typed, onTheirs ? theirs : ours);
  if (offset(theirs, at) === offset(ours, at)) {
    out.textContent = "";
    return;
  }
  const how = { timeZone: onTheirs ? ours : theirs, hourCycle: "h23", weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  const lang = document.documentElement.lang;
  const time = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, how).format(at);
  const words = onTheirs ? out.dataset.saysHere : out.dataset.saysThere;
  out.textContent = words.replace("…", time);
}

if (box) box.addEventListener("input", say);
