/* Finding a command by a few of its letters, also when they were typed on the other layout. */
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю";

export function rank(typed, all) {
  const ways = [typed.toLowerCase(), swapped(typed.toLowerCase())];
  return all
    .map((one) => ({ one, score: Math.max(...ways.map((way) => score(way, one.words.toLowerCase()))) }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ one }) => one);
}

function swapped(typed) {
  return [...typed].map((letter) => other(letter, LATIN, RUSSIAN) ?? other(letter, RUSSIAN, LATIN) ?? letter).join("");
}

function other(letter, from, to) {
  const place = from.indexOf(letter);
  return place < 0 ? null : to[place];
}

/* 3 at its beginning, 2 at the beginning of a word, 1 anywhere; less for letters with others between them. */
function score(typed, words) {
  const place = words.indexOf(typed);
  if (place === 0) return 3;
  if (place > 0) return /\s/.test(words[place - 1]) ? 2 : 1;
  let from = 0;
  let gaps = 0;
  for (const letter of typed) {
    const next = words.indexOf(letter, from);
    if (next < 0) return 0;
    gaps += next - from;
    from = next + 1;
  }
  return typed.length > 1 && gaps <= typed.length * 3 ? 0.5 / (1 + gaps) : 0;
}
