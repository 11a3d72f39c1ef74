/* A frame with a letter is as high as the letter. */
function fit(frame) {
  const page = frame.contentDocument?.body;
  if (page?.childElementCount) frame.style.blockSize = `${Math.min(Math.max(page.scrollHeight + 8, 240), 2000)}px`;
}

for (const frame of document.querySelectorAll("iframe[data-fit]")) {
  fit(frame);
  frame.addEventListener("load", () => fit(frame));
}
