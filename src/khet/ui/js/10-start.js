// What every part uses. Everything listens on the document, so that swapped-in fragments need no setting up.
const root = document.documentElement;
root.classList.add("js");
const khet = (globalThis.khet = { ready: [] });
khet.meta = (name) => document.querySelector(`meta[name="khet-${name}"]`)?.content ?? "";
khet.on = (type, selector, act, options) =>
  document.addEventListener(type, (event) => {
    const at = event.target.closest?.(selector);
    if (at) act(event, at);
  }, options);
khet.whenReady = (act) => { khet.ready.push(act); act(document); };
khet.cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(name + "="))?.slice(name.length + 1) ?? "";
document.addEventListener("htmx:after:settle", (event) => khet.ready.forEach((act) => act(event.target.parentNode ?? document)));

khet.toast = (text, tone = "ok") => {
  const pattern = document.getElementById("toast-pattern");
  const region = document.getElementById("toasts");
  if (!pattern || !region || !text) return;
  const one = pattern.content.querySelector(`[data-tone="${tone}"]`)?.cloneNode(true);
  if (!one) return;
  one.querySelector("p").textContent = text;
  region.append(one);
  if (tone === "ok") setTimeout(() => one.remove(), 8000);
};
document.addEventListener("khet:toast", (event) => khet.toast(event.detail.text ?? event.detail.value, event.detail.tone));
khet.on("click", "[data-dismiss]", (event, button) => button.closest(".notice").remove());
khet.on("click", "[data-print]", () => print());
khet.on("click", "[data-back]", (event) => {
  if (document.referrer.startsWith(location.origin) && history.length > 1) { event.preventDefault(); history.back(); }
});
khet.on("click", "[data-copy]", async (event, button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  khet.toast(button.dataset.copied || "คัดลอกแล้ว");
});
khet.on("click", "[data-theme-set]", (event, button) => {
  const theme = button.dataset.themeSet;
  if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
  document.cookie = `khet_theme=${theme};path=/;max-age=31536000;samesite=lax`;
  document.querySelectorAll("[data-theme-set]").forEach((one) => one.setAttribute("aria-pressed", one === button));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,textarea,select,[contenteditable]")) return;
  const box = document.querySelector(".find input");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});
const connection = () => document.querySelectorAll("[data-offline]").forEach((one) => { one.hidden = navigator.onLine; });
addEventListener("online", connection);
addEventListener("offline", connection);
connection();
khet.whenReady(() => document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
