/* After a failed send, the list of what is wrong has the focus, so that it is read out first. */
document.querySelector("[data-focus]")?.focus();
