// Ticked rows with their floating bar, and lists of people or units to tick.
const boxes = (form) => [...form.querySelectorAll(".pick input[name]")];
const count = (form) => {
  const all = boxes(form), ticked = all.filter((box) => box.checked);
  all.forEach((box) => box.closest("tr, li")?.classList.toggle("picked", box.checked));
  const every = form.querySelector("[data-select-all]");
  if (every) { every.checked = all.length > 0 && ticked.length === all.length; every.indeterminate = ticked.length > 0 && ticked.length < all.length; }
  form.querySelectorAll("[data-count]").forEach((one) => { one.textContent = ticked.length.toLocaleString("en"); });
  form.querySelectorAll(".selection").forEach((bar) => bar.classList.toggle("on", ticked.length > 0));
  document.body.classList.toggle("selecting", ticked.length > 0);
};
let last = null;
khet.on("click", ".pick input[name]", (event, box) => {
  const all = boxes(box.form), from = all.indexOf(last), to = all.indexOf(box);
  if (event.shiftKey && from >= 0) all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => { one.checked = box.checked; });
  last = box;
});
khet.on("change", ".pick input", (event, box) => {
  if (box.dataset.selectAll !== undefined) boxes(box.form).forEach((one) => { one.checked = box.checked; });
  count(box.form);
});
khet.on("click", "[data-select-none]", (event, button) => { boxes(button.form).forEach((one) => { one.checked = false; }); count(button.form); });
khet.whenReady((part) => part.querySelectorAll?.("form").forEach((form) => { if (form.querySelector(".pick input[name]")) count(form); }));

const tally = (picker) => {
  const choices = [...picker.querySelectorAll("[data-choice] input")];
  const say = picker.querySelector("[data-picked]");
  if (say) say.textContent = choices.reduce((sum, box) => sum + (box.checked ? Number(box.dataset.weight ?? 1) : 0), 0).toLocaleString("en");
  picker.querySelectorAll("[data-group-all]").forEach((every) => {
    const own = [...every.closest(".picker-group").querySelectorAll("[data-choice] input")];
    const ticked = own.filter((box) => box.checked).length;
    every.checked = own.length > 0 && ticked === own.length;
    every.indeterminate = ticked > 0 && ticked < own.length;
  });
};
khet.on("input", "[data-picker-filter]", (event, box) => {
  const picker = box.closest(".picker"), words = box.value.trim().toLowerCase().split(/\s+/);
  picker.querySelectorAll("[data-choice]").forEach((choice) => {
    const text = choice.textContent.toLowerCase();
    choice.hidden = !words.every((word) => text.includes(word));
  });
  picker.querySelectorAll(".picker-group").forEach((group) => { group.hidden = !group.querySelector("[data-choice]:not([hidden])"); });
});
khet.on("keydown", "[data-picker-filter]", (event) => { if (event.key === "Enter") event.preventDefault(); });
khet.on("change", ".picker input", (event, box) => {
  const picker = box.closest(".picker");
  const within = box.dataset.groupAll !== undefined ? box.closest(".picker-group") : box.dataset.pickerAll !== undefined ? picker : null;
  within?.querySelectorAll("[data-choice]:not([hidden]) input").forEach((one) => { one.checked = box.checked; });
  tally(picker);
});
khet.whenReady((part) => part.querySelectorAll?.(".picker").forEach(tally));
