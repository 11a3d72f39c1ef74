/* Figures as people write them, read as agency/briefs/numerals.py reads them: "1 200,5" is "1200.5". */
const BETWEEN = /[ \t\u00a0\u2009\u202f'’_]/g;
const THOUSANDS_BY_COMMA = /^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/;
const THOUSANDS_BY_DOT = /^-?[0-9]{1,3}((\.[0-9]{3})+,[0-9]+|(\.[0-9]{3}){2,})$/;
const PLAIN = /^(-?)0*([0-9]+)(?:\.([0-9]*?)0*)?$/;
const KEPT = /^-?[0-9]{1,13}(\.[0-9]{1,6})?$/;

/** The figure as it is compared; null where it is none. */
export function figure(typed) {
  let text = typed.trim().replace(BETWEEN, "").replaceAll("−", "-");
  if (THOUSANDS_BY_COMMA.test(text)) text = text.replaceAll(",", "");
  else if (THOUSANDS_BY_DOT.test(text)) text = text.replaceAll(".", "").replaceAll(",", ".");
  const found = PLAIN.exec(text.replaceAll(",", "."));
  if (!found) return null;
  const plain = found[2] + (found[3] ? `.${found[3]}` : "");
  const signed = plain === "0" ? plain : found[1] + plain;
  return KEPT.test(signed) ? signed : null;
}

/** The figure of an amount of money, whatever stands around it, as conditions compare it; null without one. */
export function amount(typed) {
  const figures = typed.match(/[0-9][0-9\s.,]*/g) ?? [];
  const found = figures.length === 1 ? figure(figures[0].trim().replace(/[.,]+$/, "")) : null;
  return found === null ? null : { minor: Math.round(Number(found) * 100) };
}
