/* The offline page: back to where one was, as soon as there is a connection again. */
document.querySelector("[data-again]").addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});
addEventListener("online", () => location.reload());
