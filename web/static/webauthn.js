// Security keys: when a form marked data-webauthn is sent, the key answers the
// challenge on it and the answer goes along. Whoever has typed a code instead is
// asked for no key.
const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (d) => d.keys.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) }));

export async function answer(d) {
  const got = await navigator.credentials.get({ publicKey: {
    challenge: bytes(d.challenge), rpId: d.rp, userVerification: "preferred", timeout: 120000, allowCredentials: keys(d),
  } });
  const r = got.response;
  return JSON.stringify({
    id: text(got.rawId), authenticatorData: text(r.authenticatorData), clientDataJSON: text(r.clientDataJSON), signature: text(r.signature),
  });
}

export async function create(d) {
  const made = await navigator.credentials.create({ publicKey: {
    challenge: bytes(d.challenge), rp: { id: d.rp, name: d.organ }, user: { id: bytes(d.user), name: d.name, displayName: d.name },
    pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })), attestation: "none", timeout: 120000,
    authenticatorSelection: { residentKey: "discouraged", userVerification: "preferred" }, excludeCredentials: keys(d),
  } });
  return JSON.stringify({
    id: text(made.rawId), attestationObject: text(made.response.attestationObject), clientDataJSON: text(made.response.clientDataJSON),
  });
}

for (const form of document.querySelectorAll("form[data-webauthn]")) {
  const field = form.elements.answer || form.elements.attestation;
  const code = form.elements.code;
  if (!field) continue;
  form.addEventListener("submit", async (e) => {
    if (field.value || (code && code.value)) return;
    e.preventDefault();
    try {
      field.value = await (form.dataset.webauthn === "create" ? create : answer)(form.dataset);
    } catch {
      const tell = form.querySelector("[data-tell]");
      tell.classList.add("err");
      tell.setAttribute("role", "alert");
      tell.textContent = form.dataset.failed;
      return;
    }
    form.submit();
  });
}
