/* When a question is asked: the same rules as agency/briefs/conditions.py and walk.py, and a test with made-up
   forms holds the two equal. Nothing here touches the page. */

// Short enough to be the same in Python and in a browser.
const FIGURE = /^-?[0-9]{1,13}(\.[0-9]{1,6})?$/;

/** Whether a condition holds over these answers, a Map by the key of their question. */
export function holds(condition, values) {
  if (!condition) return true;
  const parts = condition.all ?? condition.any;
  if (!parts) return passes(condition, values.get(condition.question));
  if (!parts.length) return true;
  const judge = (part) => holds(part, values);
  return condition.all ? parts.every(judge) : parts.some(judge);
}

/** The keys of the questions that are asked. `rules` holds each question's key and conditions, in their order;
    `values` is a Map of what was answered. A hidden question's answer counts as not given. */
export function shown(rules, values) {
  const conditions = new Map(rules);
  const judged = new Map();
  const judge = (key) => {
    if (!judged.has(key)) {
      // A circle, which no published form has, shows its questions.
      judged.set(key, true);
      const asked = conditions.get(key).flatMap(askedOf);
      const told = new Map(
        asked
          .filter((each) => conditions.has(each) && judge(each))
          .map((each) => [each, values.get(each)]),
      );
      judged.set(
        key,
        conditions.get(key).every((each) => holds(each, told)),
      );
    }
    return judged.get(key);
  };
  return new Set(rules.map(([key]) => key).filter(judge));
}

function askedOf(condition) {
  const parts = condition.all ?? condition.any;
  return parts ? parts.flatMap(askedOf) : [condition.question];
}

function passes(check, value) {
  const given = isGiven(value);
  const values = check.values ?? [];
  if (check.op === "answered") return given;
  if (check.op === "unanswered") return !given;
  if (check.op === "is") return meets(value, values);
  if (check.op === "is_not") return given && !meets(value, values);
  const figure = figureOf(value);
  const bound = figureOf(values[0]);
  if (figure === null || bound === null) return false;
  return check.op === "at_least" ? figure >= bound : figure <= bound;
}

/** Something was said; a figure of nought is something. */
export function isGiven(value) {
  if (value === null || value === undefined || value === "" || value === false) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function meets(value, values) {
  const taken = Array.isArray(value) ? value : value === "" ? [] : [value];
  return taken.some((each) => typeof each === "string" && values.includes(each));
}

function figureOf(value) {
  if (value && !Array.isArray(value) && Number.isInteger(value.minor)) return value.minor / 100;
  if (typeof value !== "string" && !Number.isInteger(value)) return null;
  return FIGURE.test(String(value)) ? Number(value) : null;
}
