/* Lets a worker find what <input name="work" data-work="{…}"> asks for while somebody types, and puts it there.
   Who sends the page within a blink waits for it, a second at most; nobody else ever does. */
const PATIENCE = 1500;

function begin(field) {
  const worker = new Worker(new URL("./work_finder.js", import.meta.url));
  return new Promise((resolve) => {
    worker.onerror = () => resolve();
    worker.onmessage = ({ data }) => {
      if (data !== null) field.value = data;
      worker.terminate();
      resolve();
    };
    worker.postMessage(JSON.parse(field.dataset.work));
  });
}

function holdWhile(form, done) {
  let ready = false;
  const end = () => (ready = true);
  done.then(end);
  form.addEventListener(
    "submit",
    (event) => {
      if (ready) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      Promise.race([done, new Promise((late) => setTimeout(late, PATIENCE))]).then(() => {
        end();
        form.requestSubmit(event.submitter);
      });
    },
    { capture: true },
  );
}

const field = document.querySelector("input[data-work]");
if (field && !field.value && window.Worker) holdWhile(field.form, begin(field));
