/* The seconds in which a letter can be taken back are counted down; when it has left, what has changed on the page is
   put in place of the old, and what is being typed stays. */
const FRESH = [".timeline", ".masthead", ".waiting", ".side"];
const PATIENCE = 8;

function later(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function countDown(line) {
  const left = line.querySelector("[data-left]");
  const until = performance.now() + Number(line.dataset.leavesIn) * 1000;
  const words = left.textContent;
  for (;;) {
    const seconds = Math.ceil((until - performance.now()) / 1000);
    if (seconds <= 0 || !line.isConnected) break;
    left.textContent = words.replace(/\d+/, seconds);
    await later(250);
  }
  left.textContent = "";
}

async function freshPage() {
  const answer = await fetch(location.href.split("#")[0], { redirect: "manual" });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

function renew(page) {
  for (const part of FRESH) {
    const [old, now] = [document.querySelector(part), page.querySelector(part)];
    if (old && now) old.replaceWith(document.adoptNode(now));
    else if (old && part === ".waiting") old.remove();
  }
  const form = document.querySelector("form[data-keeps]");
  const mark = page.querySelector("form[data-keeps]")?.dataset.mark;
  if (form && mark) form.dataset.mark = mark;
}

async function follow(line) {
  await countDown(line);
  for (let time = 0; time < PATIENCE; time += 1) {
    await later(1200);
    const page = await freshPage().catch(() => null);
    if (page && !page.querySelector("[data-leaves-in]")) return renew(page);
  }
}

const line = document.querySelector("[data-leaves-in]");
if (line) follow(line);
