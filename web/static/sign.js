// Signing with a security key: when the form is sent, the key signs the digest
// that stands on the page, and its answer goes along. Whoever has typed a
// one-time code instead is asked for no key.
const mark = document.querySelector("[data-sign-key]");
const form = mark && mark.closest("form");

const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const fromText = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function sign() {
  const answer = await navigator.credentials.get({ publicKey: {
    challenge: fromHex(mark.dataset.digest), rpId: mark.dataset.rp, userVerification: "preferred", timeout: 120000,
    allowCredentials: mark.dataset.signKey.split(" ").map((id) => ({ type: "public-key", id: fromText(id) })),
  } });
  const r = answer.response;
  return JSON.stringify({
    id: toText(answer.rawId), authenticatorData: toText(r.authenticatorData), clientDataJSON: toText(r.clientDataJSON), signature: toText(r.signature),
  });
}

if (form) {
  form.addEventListener("submit", async (e) => {
    const code = form.elements.sign_code;
    if (form.elements.sign_key.value || (code && code.value)) return;
    e.preventDefault();
    try {
      form.elements.sign_key.value = await sign();
    } catch {
      mark.classList.add("err");
      mark.setAttribute("role", "alert");
      mark.textContent = mark.dataset.failed;
      return;
    }
    form.submit();
  });
}
