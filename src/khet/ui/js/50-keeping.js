// Forms with data-keep keep what was typed on this machine, per person, until it has been sent; and the idle lock.
const person = khet.meta("person");
const prefix = "khet:keep:";
const place = (form) => `${prefix}${person}:${form.dataset.keep}`;
const week = 7 * 24 * 3600 * 1000;
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: typing goes on */ } };
const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
const fields = (form) => [...form.elements].filter((one) =>
  one.name && one.name !== "csrfmiddlewaretoken" && !["password", "file", "hidden", "submit", "button"].includes(one.type) && one.dataset.keepNot === undefined);
const values = (form) => fields(form).map((one) => [one.name, /radio|checkbox/.test(one.type) ? [one.value, one.checked] : one.value]);
const restore = (form, saved) => {
  const own = fields(form), spent = new Map();
  saved.forEach(([name, value]) => {
    if (Array.isArray(value)) own.filter((one) => one.name === name && one.value === value[0]).forEach((one) => { one.checked = value[1]; });
    else {
      const at = spent.get(name) ?? 0, one = own.filter((other) => other.name === name)[at];
      spent.set(name, at + 1);
      if (one) one.value = value;
    }
  });
};
try {
  const signedOut = !person;
  kept().forEach((key) => {
    const draft = read(key);
    if (!draft || Date.now() - draft.at > week || (draft.sent && key.startsWith(`${prefix}${person}:`) && !signedOut)) localStorage.removeItem(key);
    else if (signedOut && draft.sent) write(key, { ...draft, sent: false });
  });
  if (person) {
    khet.whenReady((part) => part.querySelectorAll?.("form[data-keep]").forEach((form) => {
      if (form.dataset.keeping) return;
      form.dataset.keeping = "1";
      const draft = read(place(form));
      if (!draft || form.querySelector("[aria-invalid]")) return;
      if (JSON.stringify(values(form)) === JSON.stringify(draft.values)) return;
      restore(form, draft.values);
      khet.toast("นำข้อความที่พิมพ์ค้างไว้กลับมาแล้ว", "note");
      form.dispatchEvent(new CustomEvent("khet:restored", { bubbles: true, detail: draft.values }));
    }));
    let waiting;
    khet.on("input", "form[data-keep]", (event, form) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { write(place(form), { at: Date.now(), values: values(form) }); form.dataset.kept = "1"; }, 400);
    });
    khet.on("submit", "form[data-keep]", (event, form) => { clearTimeout(waiting); write(place(form), { at: Date.now(), values: values(form), sent: true }); });
    khet.on("click", "[data-forget]", (event, button) => localStorage.removeItem(`${prefix}${person}:${button.dataset.forget}`));
    document.addEventListener("htmx:after:request", (event) => {
      const form = event.target.closest?.("form[data-keep]");
      if (form && event.detail.ctx.response?.raw?.ok) localStorage.removeItem(place(form));
    });
  }
} catch { /* no storage: forms still work */ }

const idle = Number(khet.meta("idle")), lock = khet.meta("lock");
if (idle > 0 && lock) {
  let touched = Date.now(), locking = false;
  const touch = () => { touched = Date.now(); write("khet:touched", touched); };
  ["pointerdown", "keydown", "scroll"].forEach((type) => addEventListener(type, touch, { passive: true, capture: true }));
  touch();
  // Locking changes something, so it is a POST with the token; then the page leaves, whatever the answer was.
  const fall = (next) => {
    const headers = { "X-CSRFToken": khet.cookie("csrftoken") }, body = new URLSearchParams({ do: "lock", next });
    const leave = () => location.assign(`${lock}?next=${encodeURIComponent(next)}`);
    fetch(lock, { method: "POST", headers, body, credentials: "same-origin", redirect: "manual" }).then(leave, leave);
  };
  setInterval(() => {
    if (locking || Date.now() - Math.max(touched, Number(read("khet:touched")) || 0) <= idle * 1000) return;
    locking = true;
    fall(location.pathname + location.search);
  }, 5000);
}
