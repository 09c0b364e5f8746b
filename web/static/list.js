// The asset list searches while one types: what stands below the box is fetched
// and put in place of what was there; the keyboard stays in the box and the
// address follows. Without script the box is a form.

const form = document.querySelector("[data-live]");
const box = form.querySelector("input[name=q]");
const said = document.querySelector("[data-said]:not([data-list])");
let list = document.querySelector("[data-list]");
let asked = box.value.trim(), timer = 0, running = null;

// address is where the form would lead, with the form above the list still open.
function address() {
  const to = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (String(value).trim() !== "") to.append(name, String(value).trim());
  }
  const panel = new URLSearchParams(location.search).get("panel");
  if (panel) to.append("panel", panel);
  return to;
}

// show puts the fetched list in place, and tells the forms above it.
function show(fresh, to) {
  list.replaceWith(fresh);
  list = fresh;
  const at = to.toString() === "" ? "/assets" : `/assets?${to}`;
  history.replaceState(null, "", at);
  for (const field of document.querySelectorAll("input[data-query]")) field.value = list.dataset.query;
  for (const field of document.querySelectorAll("input[data-q]")) field.value = asked;
  const back = document.querySelector(".who input[name=back]");
  if (back) back.value = at;
  said.textContent = list.dataset.said;
}

async function ask() {
  const text = box.value.trim();
  if (text === asked || text.length === 1) return; // one letter finds nothing
  asked = text;
  if (running) running.abort();
  const mine = new AbortController();
  running = mine;
  const to = address();
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/assets?part=list&${to}`, { signal: mine.signal, headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-list]");
    if (fresh) show(fresh, to);
    else location.assign(`/assets?${to}`); // signed out, or an error: its page says so
  } catch (e) {
    // Aborted by what was typed since, or the server is away: Enter asks again.
    if (running === mine) asked = null;
  }
  if (running === mine) list.removeAttribute("aria-busy");
}

// While Chinese is being composed the box holds letters that are no search yet.
const soon = (e) => {
  if (e.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(ask, 250);
};
box.addEventListener("input", soon);
box.addEventListener("compositionend", () => soon({ isComposing: false }));

// Ticks: of the page, of all that match, and how many.
document.addEventListener("change", (e) => {
  if (!list.contains(e.target)) return;
  const picks = [...list.querySelectorAll("input[name=pick]")];
  const page = list.querySelector("[data-all]");
  const whole = list.querySelector("input[name=all]");
  if (e.target === page || e.target === whole) {
    for (const p of picks) p.checked = e.target.checked;
  } else if (!e.target.checked) {
    page.checked = false;
  }
  if (whole && e.target !== whole && !e.target.checked) whole.checked = false;
  if (e.target === whole) page.checked = whole.checked;
  const n = picks.filter((p) => p.checked).length;
  const ticked = list.querySelector("[data-ticked]");
  ticked.textContent = n === 0 || (whole && whole.checked) ? "" : ticked.dataset.ticked.replace("{1}", String(n));
});
