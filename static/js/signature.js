/* A signature drawn by finger, pen or mouse: [data-signature] has a canvas and a hidden field that takes the drawing as
   PNG. Whoever cannot draw types a name below it, which also serves without a script. */
const place = document.querySelector("[data-signature]");
const sheet = place?.querySelector("canvas");
const field = place?.querySelector("input[name=signature]");

function at(event) {
  const box = sheet.getBoundingClientRect();
  return [
    ((event.clientX - box.left) * sheet.width) / box.width,
    ((event.clientY - box.top) * sheet.height) / box.height,
  ];
}

function begin() {
  const ink = sheet.getContext("2d");
  ink.lineWidth = 7;
  ink.lineCap = ink.lineJoin = "round";
  ink.strokeStyle = "#000";
  let last = null;
  sheet.addEventListener("pointerdown", (event) => {
    sheet.setPointerCapture(event.pointerId);
    last = at(event);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = at(event);
    ink.beginPath();
    ink.moveTo(...last);
    ink.lineTo(...next);
    ink.stroke();
    last = next;
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(kind, () => {
      if (last) field.value = sheet.toDataURL("image/png");
      last = null;
    });
  }
  place.querySelector("[data-clear]").addEventListener("click", () => {
    ink.clearRect(0, 0, sheet.width, sheet.height);
    field.value = "";
  });
  // What was drawn before the form came back
  if (field.value.startsWith("data:image/png")) {
    const before = new Image();
    before.addEventListener("load", () => ink.drawImage(before, 0, 0, sheet.width, sheet.height));
    before.src = field.value;
  }
  for (const part of place.querySelectorAll("[data-with-script]")) part.hidden = false;
}

if (sheet && field) begin();
