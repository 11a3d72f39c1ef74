/* A worker of work.js: finds the number whose SHA-256 after the salt is the challenge (ALTCHA, version 1).
   The browser's own digest is there on secure pages alone, and is slower for so few bytes. */
const ROUNDS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
const schedule = new Int32Array(64);

function primes(many) {
  const found = [];
  for (let n = 2; found.length < many; n += 1) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

function fraction(number) {
  return ((number - Math.floor(number)) * 2 ** 32) | 0;
}

function spread(view, offset) {
  for (let i = 0; i < 16; i += 1) schedule[i] = view.getInt32(offset + 4 * i);
  for (let i = 16; i < 64; i += 1) {
    const a = schedule[i - 15];
    const b = schedule[i - 2];
    const first = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const second = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    schedule[i] = schedule[i - 16] + first + schedule[i - 7] + second;
  }
}

/* Plain words and no lists: this is what the whole work consists of. */
function addBlock(state) {
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i += 1) {
    const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + high + ((e & f) ^ (~e & g)) + ROUNDS[i] + schedule[i]) | 0;
    const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/* The bytes with what SHA-256 puts behind them. */
function padded(length) {
  const view = new DataView(new ArrayBuffer(Math.ceil((length + 9) / 64) * 64));
  view.setUint8(length, 0x80);
  view.setUint32(view.byteLength - 4, length * 8);
  return view;
}

function finder(salt) {
  const start = new TextEncoder().encode(salt);
  const views = new Map();
  const state = new Int32Array(8);
  return (number) => {
    const digits = String(number);
    const length = start.length + digits.length;
    if (!views.has(length)) {
      views.set(length, padded(length));
      new Uint8Array(views.get(length).buffer).set(start);
    }
    const view = views.get(length);
    for (let i = 0; i < digits.length; i += 1) view.setUint8(start.length + i, digits.charCodeAt(i));
    state.set(START);
    for (let offset = 0; offset < view.byteLength; offset += 64) {
      spread(view, offset);
      addBlock(state);
    }
    return state;
  };
}

function hex(state) {
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function find({ salt, challenge, most }) {
  const digest = finder(salt);
  const wanted = Number.parseInt(challenge.slice(0, 8), 16) | 0;
  for (let number = 0; number <= most; number += 1) {
    const state = digest(number);
    if (state[0] === wanted && hex(state) === challenge) return number;
  }
  return null;
}

onmessage = ({ data }) => {
  const number = find(data);
  const { salt, challenge, signature } = data;
  postMessage(number === null ? null : btoa(JSON.stringify({ algorithm: "SHA-256", salt, challenge, signature, number })));
};
