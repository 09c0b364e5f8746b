// How far an import is, without loading the page anew.

const box = document.querySelector("[data-import]");
const text = box.querySelector("[data-text]");
const bar = box.querySelector("progress");

async function ask() {
  let answer = null;
  try { answer = await fetch("/import/progress?poll=1", { headers: { Accept: "application/json" } }); } catch { /* the server is away */ }
  if (answer && (answer.redirected || answer.status === 401 || answer.status === 403)) {
    location.reload();
    return;
  }
  if (answer && answer.ok) {
    const now = await answer.json();
    if (now.next) {
      location.replace(now.next);
      return;
    }
    if (text.textContent !== now.text) text.textContent = now.text;
    bar.max = now.all;
    bar.value = now.rows;
  }
  setTimeout(ask, 700);
}
setTimeout(ask, 700);
