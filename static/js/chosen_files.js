/* Says which files were chosen, beside a file field whose own words are hidden: data-names="id of an output". */
document.addEventListener("change", (event) => {
  const names = event.target.dataset?.names;
  const output = names && document.getElementById(names);
  if (output) output.textContent = [...event.target.files].map((file) => file.name).join(", ");
});
