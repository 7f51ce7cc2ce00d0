// Dialogs, menus and the question before what cannot be undone. Without script a dialog opens by its address (#id).
khet.on("click", "[data-dialog]", (event, door) => {
  const dialog = document.getElementById(door.dataset.dialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
});
khet.on("click", "dialog [data-close]", (event, button) => {
  const dialog = button.closest("dialog");
  if (!dialog.open) return;
  event.preventDefault();
  dialog.close();
});
document.addEventListener("click", (event) => {
  if (event.target.tagName === "DIALOG" && event.target.open) {
    const box = event.target.getBoundingClientRect();
    if (event.clientY < box.top || event.clientY > box.bottom || event.clientX < box.left || event.clientX > box.right) event.target.close();
  }
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...menu.querySelectorAll(".menu-body a, .menu-body button")];
  const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  items[(at + items.length) % items.length]?.focus();
});

khet.on("click", "[data-confirm]", (event, button) => {
  const dialog = document.getElementById("confirm");
  if (button.dataset.sure || !dialog?.showModal) { delete button.dataset.sure; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  button.closest("details.menu")?.removeAttribute("open");
  dialog.querySelector("h2").textContent = button.dataset.confirm;
  dialog.querySelector("p").textContent = button.dataset.confirmText ?? "";
  const go = dialog.querySelector("[data-sure]");
  go.textContent = button.dataset.confirmVerb || button.textContent.trim();
  go.classList.toggle("risk", button.classList.contains("risk"));
  go.classList.toggle("go", !button.classList.contains("risk"));
  go.onclick = () => { dialog.close(); button.dataset.sure = "1"; button.click(); };
  dialog.showModal();
}, true);
