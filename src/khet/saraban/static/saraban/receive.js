// Receiving by keyboard alone: Enter goes to the next field and from the last one sends; Ctrl+Enter sends from anywhere.
const lines = (form) => [...form.querySelectorAll("input:not([type=hidden]):not([type=checkbox]):not([type=file]), select")].filter((one) => !one.disabled && !one.closest("details:not([open])"));
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-enter-next]");
  if (!form || event.key !== "Enter" || event.isComposing || !event.target.matches("input, select") || event.target.type === "file") return;
  const all = lines(form), next = all[all.indexOf(event.target) + 1];
  event.preventDefault();
  if (event.ctrlKey || !next) form.requestSubmit(form.querySelector("button.go"));
  else { next.focus(); next.select?.(); }
});
const start = document.querySelector("form[data-enter-next]:not([data-still]) [name=letter_no]");
if (start && !document.querySelector(".err-sum")) start.focus();
