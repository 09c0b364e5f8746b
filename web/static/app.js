// Speeds up what works without it: the scan box keeps the keyboard, pickers
// search while one types, a box ticks a whole page. No inline code, no library.

document.documentElement.classList.add("scripted");

const scan = document.querySelector("[data-station] input[name=q]") || document.querySelector("[data-scan]");

// A wedge scanner types where the focus is. With the focus nowhere, or on a
// button or link, what it types belongs to the scan box: else its Enter would
// press the button.
const pressed = (el) => !el || el === document.body || el.tagName === "MAIN" || el.tagName === "BUTTON" || el.tagName === "A" || el.tagName === "SUMMARY";

// A scan is told from typing by its speed: at least six characters, none more
// than 60 ms after the one before, and the end key as fast.
const fast = 60;
let burst = { count: 0, last: 0, field: null, before: "" };

document.addEventListener("keydown", (e) => {
  if (!scan || e.ctrlKey || e.altKey || e.metaKey) return;
  if (e.key === "F2") {
    e.preventDefault();
    scan.focus();
    scan.select();
    return;
  }
  const at = document.activeElement;
  if (e.key.length === 1) {
    if (e.timeStamp - burst.last > fast || burst.field !== at) burst = { count: 0, last: 0, field: at, before: at ? at.value : "" };
    burst.count++;
    burst.last = e.timeStamp;
    if (pressed(at) && e.key !== " ") {
      scan.focus();
      burst.field = scan;
    }
    return;
  }
  if ((e.key !== "Enter" && e.key !== "Tab") || e.timeStamp - burst.last > fast || burst.count < 6) return;
  // A code scanned into a field that asks for something else is taken out of it
  // again and waits in the scan box; it sends no form. What stands in a password's
  // field is never shown, however fast a key or a token may type it.
  if (at.type === "password" || at.autocomplete === "one-time-code") return;
  if (at === scan || at !== burst.field || at.dataset.takesScan !== undefined || at.tagName === "TEXTAREA") return;
  e.preventDefault();
  e.stopPropagation();
  scan.value = at.value.slice(burst.before.length) || at.value;
  at.value = burst.before;
  scan.focus();
  scan.select();
}, true);

// Loss of focus is shown loudly on the scan page.
const station = document.querySelector("[data-station]");
if (station) {
  const box = station.querySelector("input[name=q]");
  const show = () => station.classList.toggle("blurred", document.activeElement !== box || !document.hasFocus());
  for (const name of ["focus", "blur"]) {
    window.addEventListener(name, show);
    box.addEventListener(name, () => setTimeout(show, 50));
  }
}

// Tick all rows of a table.
for (const all of document.querySelectorAll("[data-all]")) {
  const boxes = () => all.closest("form").querySelectorAll(`input[name="${all.dataset.all}"]`);
  all.addEventListener("change", () => boxes().forEach((b) => { b.checked = all.checked; }));
}

// A form is sent once; the idempotency key makes a second send harmless anyway.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (e) => {
    if (e.defaultPrevented) return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 3000);
  });
}

// Pickers: the server's search, at most 20 choices, as radio buttons.
function picker(box) {
  const input = box.querySelector("input[type=text]");
  const list = box.querySelector(".choices");
  const mark = box.querySelector("[data-for]");
  const name = box.dataset.name;
  let asked = "", timer = 0;
  const choice = (c, only) => {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = name;
    radio.value = c.id;
    radio.checked = only;
    const text = document.createElement("span");
    text.textContent = c.name + " ";
    const more = document.createElement("small");
    more.textContent = c.more;
    text.append(more);
    label.append(radio, text);
    return label;
  };
  const show = (text, found) => {
    list.textContent = "";
    list.hidden = false;
    for (const c of found) list.append(choice(c, found.length === 1));
    if (!found.length) {
      const none = document.createElement("div");
      none.className = "none";
      none.textContent = box.dataset.none;
      list.append(none);
    }
    mark.value = text;
  };
  const ask = async () => {
    const text = input.value.trim();
    if (text === asked || text === "") return;
    asked = text;
    const answer = await fetch(`${box.dataset.picker}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    if (answer.ok && asked === text) show(text, (await answer.json()).items);
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 180); });
}
document.querySelectorAll("[data-picker]").forEach(picker);

// A list chosen from narrows the one that depends on it (kind by class).
for (const dep of document.querySelectorAll("select[data-depends]")) {
  const master = dep.form.elements[dep.dataset.depends];
  const narrow = () => {
    for (const group of dep.querySelectorAll("optgroup")) {
      const off = master.value !== "" && group.dataset.of !== master.value;
      group.disabled = off;
      group.hidden = off;
    }
    const chosen = dep.selectedOptions[0];
    if (chosen && chosen.parentElement.disabled) dep.value = "";
  };
  master.addEventListener("change", narrow);
  narrow();
}

for (const b of document.querySelectorAll("[data-print]")) {
  b.addEventListener("click", () => window.print());
}
