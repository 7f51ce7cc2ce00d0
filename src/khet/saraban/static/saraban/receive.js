// Receiving by keyboard alone: Enter goes to the next field, at the last one it sends the form.
const fields = (form) => [...form.querySelectorAll("input:not([type=hidden]):not([type=checkbox]):not([type=file]), select")].filter((one) => one.offsetParent !== null && !one.disabled);
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-enter-next]");
  if (!form || event.key !== "Enter" || event.isComposing || event.ctrlKey || !event.target.matches("input, select") || event.target.type === "file") return;
  const all = fields(form), at = all.indexOf(event.target);
  if (at < 0 || at === all.length - 1) return;
  event.preventDefault();
  const next = all[at + 1];
  next.focus();
  next.select?.();
});
const first = document.querySelector("form[data-enter-next] [name=letter_no]");
if (first && !document.querySelector(".err-sum")) first.focus();
