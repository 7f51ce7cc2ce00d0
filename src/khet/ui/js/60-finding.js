// The box of the frame: suggestions while one types; arrows, Enter, Esc. Results: arrows go from line to line.
let turn = 0, waiting = 0;
const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
const choose = (box, one) => {
  listOf(box).querySelectorAll("[role=option]").forEach((each) => each.setAttribute("aria-selected", String(each === one)));
  if (one) { box.setAttribute("aria-activedescendant", one.id); one.scrollIntoView({ block: "nearest" }); } else box.removeAttribute("aria-activedescendant");
};
const show = (box, shown) => {
  listOf(box).hidden = !shown;
  box.setAttribute("aria-expanded", String(shown));
  if (!shown) choose(box, null);
};
const ask = async (box) => {
  const mine = ++turn;
  const said = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(box.value)}`).catch(() => null);
  if (!said?.ok || said.redirected) return;
  const text = await said.text();
  if (mine !== turn || document.activeElement !== box) return;
  listOf(box).innerHTML = text;
  show(box, listOf(box).childElementCount > 0);
};
khet.on("input", "[data-suggest]", (event, box) => { clearTimeout(waiting); waiting = setTimeout(() => ask(box), 90); });
khet.on("focusin", "[data-suggest]", (event, box) => { clearTimeout(waiting); waiting = setTimeout(() => ask(box), 90); });
khet.on("focusout", "[data-suggest]", (event, box) => { turn += 1; clearTimeout(waiting); if (!listOf(box).contains(event.relatedTarget)) show(box, false); });
khet.on("pointerdown", ".suggested", (event) => event.preventDefault());
khet.on("keydown", "[data-suggest]", (event, box) => {
  const list = listOf(box), all = [...list.querySelectorAll("[role=option]")];
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "Escape" && !list.hidden) { event.preventDefault(); show(box, false); }
  if (event.key === "Enter" && !list.hidden && at >= 0) { event.preventDefault(); all[at].click(); }
  if (list.hidden || !all.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  choose(box, all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step] ?? null);
});
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("[data-results]"), found = box && document.getElementById(box.dataset.results);
  if (!found || (event.target !== box && !found.contains(event.target))) return;
  if (event.key === "Escape" && event.target !== box) { event.preventDefault(); box.focus(); }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const lines = [box, ...found.querySelectorAll("a.over")];
  const next = lines[lines.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!lines.includes(event.target) || !next) return;
  event.preventDefault();
  next.focus();
});
