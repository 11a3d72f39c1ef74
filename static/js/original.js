/* The letter as it was sent, in a frame where no script runs; the frame is made when it is asked for, and is as high
   as the letter. */
function fit(frame) {
  const page = frame.contentDocument?.body;
  if (page) frame.style.blockSize = `${Math.min(Math.max(page.offsetHeight + 4, 120), 4000)}px`;
}

function frameFor(details) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads");
  frame.title = details.dataset.title;
  frame.referrerPolicy = "no-referrer";
  frame.addEventListener("load", () => fit(frame));
  frame.src = details.dataset.original;
  return frame;
}

document.addEventListener(
  "toggle",
  (event) => {
    const details = event.target;
    if (details.matches?.("details[data-original]") && details.open && !details.querySelector("iframe"))
      details.append(frameFor(details));
  },
  true,
);
