// Choosing a few out of many has a script of its own, fetched by the pages that have such a choice.
khet.whenReady(() => {
  const place = document.querySelector("[data-finder-js]");
  if (!place || document.querySelector("script[data-finders]")) return;
  const script = document.createElement("script");
  script.src = place.dataset.finderJs;
  script.dataset.finders = "";
  document.head.append(script);
});
