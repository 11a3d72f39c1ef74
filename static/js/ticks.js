/* The tick of a section ticks its lines; a line that is left out takes the tick off its section. */
for (const form of document.querySelectorAll("[data-ticks]")) {
  form.addEventListener("change", ({ target }) => {
    const part = target.closest("[data-ticks-of]");
    if (!part || target.type !== "checkbox") return;
    const whole = part.querySelector("[data-ticks-all]");
    const lines = [...part.querySelectorAll("[name=line]")];
    if (target === whole) for (const line of lines) line.checked = whole.checked;
    else whole.checked = lines.every((line) => line.checked);
  });
}
