// The label station without reloads: whatever is chosen, the server draws what
// would come of it. A scan adds a line to the list.

const form = document.getElementById("labels");
const box = form.elements.q;
const codes = form.elements.codes;

let asked = 0, timer = 0;

async function draw(text) {
  clearTimeout(timer);
  const mine = ++asked;
  const sent = codes.value;
  const body = new URLSearchParams(new FormData(form));
  body.set("part", "1");
  body.set("q", text);
  if (text) body.set("do", "add");
  const answer = await fetch("/labels/preview", { method: "POST", body, headers: { Accept: "text/html" } });
  if (answer.redirected || answer.status === 401) { location.reload(); return; }
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = page.querySelector("[data-codes]").dataset.codes;
  // A label's code becomes its asset's. What was typed meanwhile stays, and so
  // does what was scanned.
  if (form.elements.which.value === "codes" && list !== sent) {
    if (codes.value !== sent) codes.value += text ? `\n${text}\n` : "";
    else if (text || document.activeElement !== codes) codes.value = list;
  }
  if (mine !== asked) return;
  const at = document.activeElement;
  const place = at && at.name === "start" ? at.value : "";
  for (const part of page.querySelectorAll("[data-draft]")) {
    const old = form.querySelector(`[data-draft="${part.dataset.draft}"]`);
    old.textContent = "";
    old.append(...[...part.childNodes].map((n) => document.adoptNode(n)));
  }
  const again = place && form.querySelector(`input[name=start][value="${place}"]`);
  if (again) again.focus();
}

// Scans come faster than answers: each waits for the one before it.
let last = Promise.resolve();
let waiting = 0;
function add() {
  const text = box.value.replace(/[\u0000-\u001f\u007f-\u009f]/g, "").trim();
  box.value = "";
  if (text === "") return;
  form.elements.which.value = "codes";
  waiting++;
  last = last.then(() => draw(text)).catch(() => { box.value = text; }).then(() => { waiting--; });
}

form.addEventListener("submit", (e) => {
  const by = e.submitter ? e.submitter.value : "add";
  const job = by !== "add" && by !== "preview";
  if (job && !waiting) return;
  e.preventDefault(); // a job that is asked for before the last scan is on the list would lack it
  delete form.dataset.sent;
  if (job) return;
  if (by === "add" && box.value.trim() !== "") add();
  else draw("");
  if (by === "add") box.focus();
});

box.addEventListener("keydown", (e) => {
  if (e.key === "Tab" && form.dataset.end === "Tab" && box.value !== "") {
    e.preventDefault();
    add();
  }
});

form.addEventListener("change", (e) => {
  if (e.target !== box && e.target !== codes) draw("");
});
codes.addEventListener("input", () => {
  form.elements.which.value = "codes";
  clearTimeout(timer);
  timer = setTimeout(() => draw(""), 400);
});
