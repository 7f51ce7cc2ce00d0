"use strict";
(() => {
  if (!("serviceWorker" in navigator)) return;
  const form = document.querySelector("form[data-push-key]");
  const said = document.querySelector("[data-push-said]");
  if (!form) return;
  const say = (words) => { said.textContent = words; };
  if (!("PushManager" in window) || !("Notification" in window)) { say(form.dataset.pushUnable); return; }
  form.hidden = false;

  const bytes = (text) => {
    const padded = (text + "=".repeat((4 - (text.length % 4)) % 4)).replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
  };

  const subscribe = async () => {
    // The worker begins with the first device that wants to hear from us, and stays: browsers renew it by themselves.
    const worker = await navigator.serviceWorker.register("/sw.js").catch(() => null);
    if (!worker) return form.dataset.pushUnable;
    if ((await Notification.requestPermission()) !== "granted") return form.dataset.pushDenied;
    await navigator.serviceWorker.ready;
    const known = await worker.pushManager.getSubscription();
    if (known) await known.unsubscribe();
    const device = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.pushKey) });
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch(form.action, { method: "POST", headers, body: JSON.stringify(device), credentials: "same-origin" });
    if (answer.ok) { location.reload(); return form.dataset.pushDone; }
    return (await answer.json().catch(() => ({}))).error || form.dataset.pushUnable;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    subscribe().then(say, () => say(form.dataset.pushUnable));
  }, true);
})();
