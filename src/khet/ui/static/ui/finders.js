"use strict";
{
// Choosing a few out of many: what is ticked among the found moves to the chosen when one looks elsewhere.
const chosen = (picker) => picker.querySelector("[data-chosen]");
const take = (picker, rows) => {
  rows.forEach((row) => chosen(picker).append(row));
  chosen(picker).closest(".picker-group").hidden = !chosen(picker).childElementCount;
};
const settle = (picker) => take(picker, [...picker.querySelectorAll("[data-found] [data-choice]")].filter((row) => row.querySelector("input").checked));
const sift = (picker) => {
  const own = new Set([...chosen(picker).querySelectorAll("input")].flatMap((box) => box.value.split(",")));
  picker.querySelectorAll("[data-found] [data-choice]").forEach((row) => { if (own.has(row.querySelector("input").value)) row.remove(); });
  picker.querySelectorAll("[data-found] .picker-group").forEach((group) => { if (!group.querySelector("[data-choice]")) group.remove(); });
};
khet.on("input", "[data-finder] input[type=search]", (event, box) => settle(box.closest("[data-finder]")));
khet.on("keydown", "[data-finder] input[type=search]", (event) => { if (event.key === "Enter") event.preventDefault(); });
khet.on("click", "[data-look]", (event, button) => {
  event.preventDefault();
  const picker = button.closest("[data-finder]");
  settle(picker);
  picker.querySelector("input[type=search]").value = "";
  picker.dataset.led = event.detail === 0 ? "keys" : "";
});
khet.whenReady(() => document.querySelectorAll("[data-finder]").forEach((picker) => {
  sift(picker);
  if (!picker.dataset.led) return;
  picker.dataset.led = "";
  picker.querySelector("[data-found] button")?.focus();
}));
document.addEventListener("khet:restored", (event) => event.target.querySelectorAll?.("[data-finder]").forEach(async (picker) => {
  const name = picker.dataset.finder, there = new Set([...picker.querySelectorAll("input[type=checkbox]")].map((box) => box.value));
  const kept = event.detail.filter(([field, value]) => Array.isArray(value) && value[1] && [name, `${name}-kept`].includes(field));
  const lost = kept.flatMap(([, value]) => value[0].split(",")).filter((id) => !there.has(id)).slice(0, 400);
  if (!lost.length) return;
  const said = await fetch(`${picker.dataset.finderUrl}?${name}-named=${lost.join(",")}`).catch(() => null);
  if (!said?.ok || said.redirected) return;
  const holder = document.createElement("div");
  holder.innerHTML = await said.text();
  take(picker, [...holder.children]);
  chosen(picker).querySelector("input")?.dispatchEvent(new Event("change", { bubbles: true }));
}));
}
