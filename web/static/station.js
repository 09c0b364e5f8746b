// The scan station without reloads: each scan is one request whose answer is a
// row of the table, drawn by the server like the rows of the page itself.

const form = document.getElementById("station");
const box = form.elements.q;
const rows = form.querySelector("[data-rows]");
const count = form.querySelector("[data-count]");
const said = form.querySelector("[data-said]");
const loud = form.querySelector(".note[data-loud]");
const none = form.querySelector("p[data-none]");
const curtain = document.querySelector("[data-curtain]");
const verb = form.dataset.verb;
const shownRows = 50; // older rows leave the page, not the basket

// The basket: asset id → ID.VERSION, the oldest first.
const basket = new Map();
for (const input of [...form.querySelectorAll("[data-held] input")].reverse()) {
  basket.set(input.value.split(".")[0], input.value);
  input.remove();
}

form.addEventListener("formdata", (e) => {
  for (const pick of [...basket.values()].reverse()) e.formData.append("row", pick);
});

function tally() {
  if (count) count.textContent = basket.size;
  none.hidden = rows.children.length > 0;
}

function counted(state) {
  const cell = form.querySelector(`[data-tally="${state === "unknown" ? "refused" : state}"]`);
  if (cell) cell.textContent = Number(cell.textContent) + 1;
}

// Each outcome has a sound of its own: one high, two middle, one long low.
let audio = null;
function tone(hertz, from, length, type) {
  const o = audio.createOscillator();
  const g = audio.createGain();
  o.type = type;
  o.frequency.value = hertz;
  g.gain.value = 0.15;
  o.connect(g);
  g.connect(audio.destination);
  o.start(audio.currentTime + from);
  o.stop(audio.currentTime + from + length);
}
function sound(state) {
  if (!("sound" in form.dataset)) return;
  if (!audio) audio = new AudioContext();
  if (state === "done" || state === "ready") tone(1175, 0, 0.08, "sine");
  else if (state === "already") { tone(660, 0, 0.07, "sine"); tone(660, 0.14, 0.07, "sine"); }
  else tone(196, 0, 0.45, "square");
}

function put(html) {
  const page = new DOMParser().parseFromString(`<table><tbody>${html}</tbody></table>`, "text/html");
  const row = document.adoptNode(page.querySelector("tr"));
  let state = row.dataset.state;
  if (row.dataset.pick) {
    if (basket.has(row.dataset.id)) {
      state = "already";
      row.remove();
      const old = rows.querySelector(`tr[data-id="${CSS.escape(row.dataset.id)}"]`);
      if (old) rows.prepend(old);
    } else {
      basket.set(row.dataset.id, row.dataset.pick);
      rows.prepend(row);
    }
  } else {
    rows.prepend(row);
  }
  while (rows.children.length > shownRows) rows.lastElementChild.remove();
  const card = document.querySelector("main > .cols");
  if (card) card.remove();
  loud.hidden = row.dataset.loud === undefined;
  loud.querySelector("strong").textContent = row.dataset.loud || "";
  if (state !== "ready") counted(state);
  sound(state);
  said.textContent = rows.firstElementChild.innerText.replace(/\s+/g, " ");
  tally();
}

async function ask(text) {
  if (!("verb" in form.dataset) || verb !== "label") {
    return fetch(`/scan/row?verb=${encodeURIComponent(verb)}&q=${encodeURIComponent(text)}`, { headers: { Accept: "text/html" } });
  }
  const body = new URLSearchParams({ q: text, key: form.elements.key.value });
  return fetch("/scan/row", { method: "POST", body, headers: { Accept: "text/html", "X-Form-Token": form.elements.form_token.value } });
}

// Scans come faster than answers: they wait their turn, none is dropped. One
// that got no answer is asked again, after a while or with the next scan, and
// the page says so; the box is left alone, for the scanner types into it.
const queue = [];
const fault = form.querySelector("[data-fault]");
let busy = false;
let again = 0;
async function work() {
  if (busy) return;
  busy = true;
  clearTimeout(again);
  while (queue.length) {
    let answer = null;
    try { answer = await ask(queue[0]); } catch { /* the server is away */ }
    if (!answer || answer.redirected || (!answer.ok && answer.status !== 404 && answer.status !== 422)) {
      if (fault.hidden) sound("refused");
      fault.hidden = false;
      fault.querySelector("b").textContent = queue.length;
      again = setTimeout(work, 2000);
      break;
    }
    fault.hidden = true;
    put(await answer.text());
    queue.shift();
  }
  busy = false;
}

function take() {
  const text = box.value.replace(/[\u0000-\u001f\u007f-\u009f]/g, "").trim();
  box.value = "";
  if (text === "") return;
  if (basket.size + queue.length >= Number(form.dataset.most)) {
    box.value = text;
    sound("refused");
    form.classList.add("full");
    return;
  }
  queue.push(text);
  work();
}

form.addEventListener("submit", (e) => {
  const by = e.submitter ? e.submitter.value : "add";
  if (by !== "add") {
    if (busy || queue.length) { // what is still on its way belongs to the basket
      e.preventDefault();
      e.stopImmediatePropagation();
      work();
    }
    return;
  }
  e.preventDefault();
  e.stopImmediatePropagation();
  if (e.target.contains(document.activeElement) && document.activeElement !== box && box.value === "") return;
  take();
  box.focus();
}, true);

box.addEventListener("keydown", (e) => {
  if (e.key === "Tab" && form.dataset.end === "Tab" && box.value !== "") {
    e.preventDefault();
    take();
  }
});

const undo = form.querySelector("[data-undo]");
if (undo) {
  undo.addEventListener("click", (e) => {
    e.preventDefault();
    const last = [...basket.keys()].pop();
    if (last !== undefined) {
      basket.delete(last);
      const row = rows.querySelector(`tr[data-id="${CSS.escape(last)}"]`);
      if (row) row.remove();
      tally();
    }
    box.focus();
  });
}

// After a while without a key the screen is covered; what is typed to uncover
// it is not lost, for the box keeps the keyboard.
const blank = Number(form.dataset.blank) * 1000;
let cover = 0;
function awake() {
  curtain.hidden = true;
  if (blank === 0) return;
  clearTimeout(cover);
  cover = setTimeout(() => { curtain.hidden = false; box.focus(); }, blank);
}
for (const name of ["keydown", "pointerdown"]) document.addEventListener(name, awake, true);
awake();
tally();
box.focus(); // autofocus waits for the first frame; a scan may come before it
