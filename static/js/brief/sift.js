/* Looks through a long list of answers; those that are ticked stay ticked, seen or not. */
function sift(list) {
  const bar = list.querySelector(".sift__bar");
  const field = bar.querySelector("input");
  const count = bar.querySelector(".sift__count");
  const labels = [...list.querySelectorAll(".sift__list label")];
  const words = labels.map((label) => label.textContent.toLowerCase());

  const tell = () => {
    const facts = {
      shown: labels.filter((label) => !label.hidden).length,
      all: labels.length,
      chosen: labels.filter((label) => label.firstElementChild.checked).length,
    };
    count.textContent = count.dataset.words.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  };
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    labels.forEach((label, index) => (label.hidden = !words[index].includes(wanted)));
    tell();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.addEventListener("change", tell);
  bar.hidden = false;
  tell();
}

for (const list of document.querySelectorAll("[data-sift]")) sift(list);
