// A form goes once; its button says what is going on. Dates show what was understood.
const free = (form) => {
  delete form.dataset.going;
  form.removeAttribute("aria-busy");
  form.querySelectorAll("[data-was]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.innerHTML = "";
    button.append(...button.was);
    delete button.dataset.was;
  });
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.going) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  const token = form.elements.csrfmiddlewaretoken, fresh = khet.cookie("csrftoken");
  if (token && fresh) token.value = fresh;
}, true);
// Marked on the way up only: whoever held the form back (files still going) has stopped the event before.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || (event.defaultPrevented && !form.matches("[hx-post],[hx-put],[hx-patch],[hx-delete]"))) return;
  form.dataset.going = "1";
  form.setAttribute("aria-busy", "true");
  const button = event.submitter;
  if (button?.dataset.busy) {
    const spin = document.createElement("span");
    spin.className = "spin";
    spin.setAttribute("aria-hidden", "true");
    button.was = [...button.childNodes];
    button.dataset.was = "1";
    button.style.minWidth = button.offsetWidth + "px";
    button.setAttribute("aria-busy", "true");
    button.replaceChildren(spin, button.dataset.busy);
  }
  setTimeout(() => free(form), form.dataset.download === undefined ? 30000 : 3000);
});
document.addEventListener("htmx:finally:request", (event) => { const form = event.target.closest?.("form"); if (form) free(form); });
addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-going]").forEach(free); });
document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (request.method === "GET") return;
  request.headers["X-CSRFToken"] = khet.cookie("csrftoken");
  if (khet.meta("as")) request.headers["X-Khet-As"] = khet.meta("as");
});
document.addEventListener("htmx:error", (event) => {
  if (!event.target.closest?.("[data-polling]")) khet.toast("ส่งไม่ถึงระบบ ข้อความที่พิมพ์ยังอยู่ ลองอีกครั้งเมื่อสัญญาณกลับมา", "soon");
});

// no field-sizing: grow by rows
const grow = (area) => { area.rows = Math.min(18, Math.max(area.defaultRows ??= area.rows, area.value.split("\n").length + 1)); };
if (!CSS.supports("field-sizing", "content")) khet.on("input", "textarea", (event, area) => grow(area));

const months = ["ม.ค. มกราคม", "ก.พ. กุมภาพันธ์", "มี.ค. มีนาคม", "เม.ย. เมษายน", "พ.ค. พฤษภาคม", "มิ.ย. มิถุนายน", "ก.ค. กรกฎาคม", "ส.ค. สิงหาคม", "ก.ย. กันยายน", "ต.ค. ตุลาคม", "พ.ย. พฤศจิกายน", "ธ.ค. ธันวาคม"].map((names) => names.split(" "));
const days = ["อาทิตย์", "จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์"];
khet.readDate = (text) => {
  const plain = text.trim().replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0xe50);
  let found = plain.match(/^(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{2}|\d{4})$/);
  let [day, month, year] = found ? found.slice(1).map(Number) : [];
  if (!found && (found = plain.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/))) [year, month, day] = found.slice(1).map(Number);
  if (!found && (found = plain.match(/^(\d{1,2})\s*([ก-๙.]+?)\s*(?:พ\.?ศ\.?)?\s*(\d{4}|\d{2})?$/))) {
    day = +found[1];
    const bare = found[2].replace(/\./g, "");
    month = months.findIndex((names) => names.some((name) => name.replace(/\./g, "") === bare)) + 1;
    year = found[3] ? +found[3] : new Date().getFullYear();
  }
  if (!found || !month) return null;
  if (year < 100) year += 2500;
  if (year > 2300) year -= 543;
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : null;
};
khet.sayDate = (date) => `วัน${days[date.getDay()]}ที่ ${date.getDate()} ${months[date.getMonth()][1]} ${date.getFullYear() + 543}`;
khet.on("input", "[data-date]", (event, input) => {
  const say = document.getElementById(input.dataset.date);
  if (!say) return;
  const date = khet.readDate(input.value);
  say.textContent = date ? khet.sayDate(date) : input.value.trim().length > 5 ? "ยังอ่านเป็นวันที่ไม่ได้ เช่น 25 พ.ย. 2569" : "";
});

khet.whenReady((part) => part.querySelector?.(".err-sum")?.focus());
khet.on("click", ".unfold", (event, button) => {
  button.setAttribute("aria-expanded", button.closest("form").classList.toggle("open"));
});
khet.on("change", "[data-submit-on-change]", (event, field) => field.form.requestSubmit());
