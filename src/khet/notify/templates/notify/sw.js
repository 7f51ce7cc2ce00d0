{% load static %}"use strict";
const OFFLINE = "{% url 'notify:offline' %}";
const KEPT = [OFFLINE, "{% static 'ui/khet.css' %}", "{% static 'ui/mark.svg' %}", "{% static 'ui/fonts/sarabun-thai-400.woff2' %}"];
const SHELF = "khet-offline";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.delete(SHELF).then(() => caches.open(SHELF)).then((shelf) => shelf.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The network always answers first; the shelf holds only the page that says there is none.
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)));
  } else if (KEPT.includes(path)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(path)));
  }
});

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch (_broken) { told = {}; }
  const options = { body: told.body || "", tag: told.tag, icon: "{% static 'ui/mark.svg' %}", lang: "th", data: { url: told.url || "{% url 'notify:list' %}" } };
  event.waitUntil(self.registration.showNotification(told.title || "เขต", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.url, self.location.origin);
  // Only our own pages are opened, at the address by which this browser knows us.
  const url = self.location.origin + address.pathname + address.search;
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((open) => {
    const tab = open.find((one) => "navigate" in one);
    return tab ? tab.focus().then(() => tab.navigate(url)) : self.clients.openWindow(url);
  }));
});
