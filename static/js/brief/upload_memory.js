/* What was on its way when a page was left: by the file's name, size and date, where its upload lies. Kept in this
   browser only; where it may keep nothing (a strict frame), files simply begin anew. */
const DAYS = 3;
const AGE = DAYS * 24 * 3600 * 1000;
const PREFIX = "upload:";

const mark = (home, file) =>
  `${PREFIX}${home}:${file.name}:${file.size}:${file.lastModified}`;

function guarded(call) {
  try {
    return call();
  } catch {
    return undefined;
  }
}

export function remember(home, file, address, part) {
  const kept = { address, part, name: file.name, at: Date.now() };
  guarded(() => localStorage.setItem(mark(home, file), JSON.stringify(kept)));
}

export function forget(home, file) {
  guarded(() => localStorage.removeItem(mark(home, file)));
}

export function recall(home, file) {
  return guarded(() => JSON.parse(localStorage.getItem(mark(home, file))))?.address;
}

/* What was left half way of this field; what is too old is swept out. */
export function left(home) {
  const found = [];
  guarded(() => {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      const kept = JSON.parse(localStorage.getItem(key));
      if (Date.now() - kept.at > AGE) localStorage.removeItem(key);
      else if (key.startsWith(`${PREFIX}${home}:`)) found.push({ ...kept, key });
    }
  });
  return found;
}

export function forgetKey(key) {
  guarded(() => localStorage.removeItem(key));
}
