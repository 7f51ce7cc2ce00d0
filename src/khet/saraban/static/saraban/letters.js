// Small help on the pages of letters; every page works without it.
khet.on("click", "[data-phrase]", (event, button) => {
  const area = document.getElementById(button.dataset.into);
  if (!area) return;
  const text = area.value.trim();
  area.value = text ? `${text} ${button.dataset.phrase}` : button.dataset.phrase;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
});
