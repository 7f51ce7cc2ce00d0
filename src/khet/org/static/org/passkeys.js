"use strict";
// Passkeys by the browser's own means. Forms say what to do: data-passkey="sign-in|prove|add".
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const say = (form, words) => {
    const at = form.querySelector("[data-passkey-said]") || document.querySelector("[data-passkey-said]");
    if (at) { at.textContent = words; at.closest("[hidden]")?.removeAttribute("hidden"); }
  };
  const words = (form, error) =>
    form.dataset[{ InvalidStateError: "already", SecurityError: "wrongPlace" }[error.name] || "stopped"] || "";

  const proof = async (options) => {
    const publicKey = { ...options.publicKey, challenge: bytes(options.publicKey.challenge), allowCredentials: keys(options.publicKey.allowCredentials) };
    const made = await navigator.credentials.get({ publicKey });
    const { authenticatorData, clientDataJSON, signature, userHandle } = made.response;
    return {
      type: made.type, id: made.id, rawId: text(made.rawId), authenticatorAttachment: made.authenticatorAttachment ?? undefined,
      clientExtensionResults: made.getClientExtensionResults(),
      response: { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature), userHandle: userHandle ? text(userHandle) : undefined },
    };
  };
  const birth = async (options, passwordless) => {
    const asked = options.publicKey;
    const selection = { ...asked.authenticatorSelection };
    if (passwordless) Object.assign(selection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    const publicKey = { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: keys(asked.excludeCredentials), authenticatorSelection: selection };
    const made = await navigator.credentials.create({ publicKey });
    return {
      type: made.type, id: made.id, rawId: text(made.rawId), authenticatorAttachment: made.authenticatorAttachment ?? undefined,
      clientExtensionResults: made.getClientExtensionResults(),
      response: { attestationObject: text(made.response.attestationObject), clientDataJSON: text(made.response.clientDataJSON), transports: made.response.getTransports?.() ?? [] },
    };
  };
  const given = (form) => JSON.parse(document.getElementById(form.dataset.options).textContent);
  const fetched = async (form) => {
    const answer = await fetch(form.dataset.from || form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json()).request_options;
  };
  const acts = {
    "sign-in": async (form) => proof(await fetched(form)),
    prove: async (form) => proof(given(form).request_options),
    add: async (form) => birth(given(form).creation_options, form.elements.passwordless?.checked ?? false),
  };
  const able = globalThis.PublicKeyCredential && isSecureContext && !/^[\d.]+$|:/.test(location.hostname);
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    if (!able) { document.querySelectorAll("[data-passkey-unable]").forEach((one) => one.removeAttribute("hidden")); return; }
    form.removeAttribute("hidden");
    form.closest("[data-passkey-part]")?.removeAttribute("hidden");
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      event.stopPropagation();
      try {
        form.elements.credential.value = JSON.stringify(await acts[form.dataset.passkey](form));
        form.submit();
      } catch (error) {
        form.elements.credential.value = "";
        say(form, words(form, error));
      }
    }, true);
  });
})();
