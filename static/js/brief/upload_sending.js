/* One file on its way, in pieces (tus 1.0). Whatever breaks it is waited for, and it goes on where it stopped.

   send(file, {address, question, from, signal, told}) ends when all of it has come, or throws:
   Refused with words for whoever sends it, AbortError when `signal` stopped it.
   `from` is an address that an earlier try left; told({address, part, waits}) says how far it is. */
const SMALLEST = 128 * 1024;
const LARGEST = 1024 * 1024;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const STUCK = 90000;

export class Refused extends Error {}

class Broken extends Error {
  constructor(after = 0) {
    super("broken");
    this.after = after;
  }
}

class Gone extends Error {}

const coded = (words) => btoa(String.fromCharCode(...new TextEncoder().encode(words)));

/* A request that ends when `signal` says so, or when it is stuck (by hand: AbortSignal.any is too young) */
async function fetched(address, how, signal) {
  const stop = new AbortController();
  const end = () => stop.abort();
  const timer = setTimeout(end, STUCK);
  signal.addEventListener("abort", end);
  try {
    signal.throwIfAborted();
    return await fetch(address, { ...how, signal: stop.signal });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

async function ask(address, how, signal) {
  let answer;
  try {
    const headers = { "Tus-Resumable": "1.0.0", ...how.headers };
    answer = await fetched(address, { ...how, headers }, signal);
  } catch {
    signal.throwIfAborted();
    throw new Broken();
  }
  if (answer.ok) return answer;
  // No room on their disk is said in words, as any refusal; another fault may be over in a moment.
  if (answer.status === 409 || (answer.status >= 500 && answer.status !== 507)) throw new Broken();
  if (answer.status === 429) throw new Broken(1000 * Number(answer.headers.get("Retry-After") || 5));
  if (how.method !== "POST" && (answer.status === 404 || answer.status === 410)) throw new Gone();
  const isWords = answer.headers.get("Content-Type")?.startsWith("text/plain");
  throw new Refused(isWords ? await answer.text() : "");
}

async function announce(file, { address, question }, signal) {
  const headers = {
    "Upload-Length": String(file.size),
    "Upload-Metadata": `filename ${coded(file.name)},question ${coded(question)}`,
  };
  const answer = await ask(address, { method: "POST", headers }, signal);
  return new URL(answer.headers.get("Location"), location.href).href;
}

async function offsetOf(address, signal) {
  const answer = await ask(address, { method: "HEAD" }, signal);
  return Number(answer.headers.get("Upload-Offset"));
}

async function put(file, address, begin, end, signal) {
  const headers = {
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(begin),
  };
  await ask(address, { method: "PATCH", headers, body: file.slice(begin, end) }, signal);
}

/* Until the line may be there again: a while, less when the browser says that it is back. */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      signal.aborted ? reject(signal.reason) : resolve();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}

async function bring(file, address, state, { signal, told }) {
  let begin = await offsetOf(address, signal);
  while (begin < file.size) {
    told({ address, part: begin / file.size, waits: false });
    const since = performance.now();
    const end = Math.min(begin + state.piece, file.size);
    await put(file, address, begin, end, signal);
    const took = performance.now() - since;
    if (took < 700) state.piece = Math.min(state.piece * 2, LARGEST);
    if (took > 4000) state.piece = Math.max(state.piece / 2, SMALLEST);
    begin = end;
    state.failures = 0;
  }
  told({ address, part: 1, waits: false });
}

export async function send(file, how) {
  const state = { piece: SMALLEST * 2, failures: 0, losses: 0 };
  let address = how.from;
  for (;;) {
    try {
      address ??= await announce(file, how, how.signal);
      return await bring(file, address, state, how);
    } catch (error) {
      if (error instanceof Gone && (state.losses += 1) <= 3) {
        address = undefined;
      } else if (error instanceof Broken) {
        how.told({ address, waits: true });
        const growing = Math.min(FIRST_PAUSE * 2 ** state.failures, LONGEST_PAUSE);
        state.failures += 1;
        await pause(error.after || growing, how.signal);
      } else {
        throw error;
      }
    }
  }
}
