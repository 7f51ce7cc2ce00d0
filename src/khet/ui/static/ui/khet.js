"use strict";
{
const root = document.documentElement;
root.classList.add("js");
const khet = (globalThis.khet = { ready: [] });
khet.meta = (name) => document.querySelector(`meta[name="khet-${name}"]`)?.content ?? "";
khet.on = (type, selector, act, options) =>
document.addEventListener(type, (event) => {
const at = event.target.closest?.(selector);
if (at) act(event, at);
}, options);
khet.whenReady = (act) => { khet.ready.push(act); act(document); };
khet.cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(name + "="))?.slice(name.length + 1) ?? "";
document.addEventListener("htmx:after:settle", (event) => khet.ready.forEach((act) => act(event.target.parentNode ?? document)));
khet.toast = (text, tone = "ok") => {
const pattern = document.getElementById("toast-pattern");
const region = document.getElementById("toasts");
if (!pattern || !region || !text) return;
const one = pattern.content.querySelector(`[data-tone="${tone}"]`)?.cloneNode(true);
if (!one) return;
one.querySelector("p").textContent = text;
region.append(one);
if (tone === "ok") setTimeout(() => one.remove(), 8000);
};
document.addEventListener("khet:toast", (event) => khet.toast(event.detail.text ?? event.detail.value, event.detail.tone));
khet.on("click", "[data-dismiss]", (event, button) => button.closest(".notice").remove());
khet.on("click", "[data-print]", () => print());
khet.on("click", "[data-back]", (event) => {
if (document.referrer.startsWith(location.origin) && history.length > 1) { event.preventDefault(); history.back(); }
});
khet.on("click", "[data-copy]", async (event, button) => {
await navigator.clipboard.writeText(button.dataset.copy);
khet.toast(button.dataset.copied || "คัดลอกแล้ว");
});
khet.on("click", "[data-theme-set]", (event, button) => {
const theme = button.dataset.themeSet;
if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
document.cookie = `khet_theme=${theme};path=/;max-age=31536000;samesite=lax`;
document.querySelectorAll("[data-theme-set]").forEach((one) => one.setAttribute("aria-pressed", one === button));
});
document.addEventListener("keydown", (event) => {
if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,textarea,select,[contenteditable]")) return;
const box = document.querySelector(".find input");
if (box) { event.preventDefault(); box.focus(); box.select(); }
});
const connection = () => document.querySelectorAll("[data-offline]").forEach((one) => { one.hidden = navigator.onLine; });
addEventListener("online", connection);
addEventListener("offline", connection);
connection();
khet.whenReady(() => document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
}
{
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
}
{
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
}
{
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
}
{
khet.whenReady(() => {
const place = document.querySelector("[data-finder-js]");
if (!place || document.querySelector("script[data-finders]")) return;
const script = document.createElement("script");
script.src = place.dataset.finderJs;
script.dataset.finders = "";
document.head.append(script);
});
}
{
const person = khet.meta("person");
const prefix = "khet:keep:";
const place = (form) => `${prefix}${person}:${form.dataset.keep}`;
const week = 7 * 24 * 3600 * 1000;
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: typing goes on */ } };
const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
const fields = (form) => [...form.elements].filter((one) =>
one.name && one.name !== "csrfmiddlewaretoken" && !["password", "file", "hidden", "submit", "button"].includes(one.type) && one.dataset.keepNot === undefined);
const values = (form) => fields(form).map((one) => [one.name, /radio|checkbox/.test(one.type) ? [one.value, one.checked] : one.value]);
const restore = (form, saved) => {
const own = fields(form), spent = new Map();
saved.forEach(([name, value]) => {
if (Array.isArray(value)) own.filter((one) => one.name === name && one.value === value[0]).forEach((one) => { one.checked = value[1]; });
else {
const at = spent.get(name) ?? 0, one = own.filter((other) => other.name === name)[at];
spent.set(name, at + 1);
if (one) one.value = value;
}
});
};
try {
const signedOut = !person;
kept().forEach((key) => {
const draft = read(key);
if (!draft || Date.now() - draft.at > week || (draft.sent && key.startsWith(`${prefix}${person}:`) && !signedOut)) localStorage.removeItem(key);
else if (signedOut && draft.sent) write(key, { ...draft, sent: false });
});
if (person) {
khet.whenReady((part) => part.querySelectorAll?.("form[data-keep]").forEach((form) => {
if (form.dataset.keeping) return;
form.dataset.keeping = "1";
const draft = read(place(form));
if (!draft || form.querySelector("[aria-invalid]")) return;
if (JSON.stringify(values(form)) === JSON.stringify(draft.values)) return;
restore(form, draft.values);
khet.toast("นำข้อความที่พิมพ์ค้างไว้กลับมาแล้ว", "note");
form.dispatchEvent(new CustomEvent("khet:restored", { bubbles: true, detail: draft.values }));
}));
let waiting;
khet.on("input", "form[data-keep]", (event, form) => {
clearTimeout(waiting);
waiting = setTimeout(() => { write(place(form), { at: Date.now(), values: values(form) }); form.dataset.kept = "1"; }, 400);
});
khet.on("submit", "form[data-keep]", (event, form) => { clearTimeout(waiting); write(place(form), { at: Date.now(), values: values(form), sent: true }); });
khet.on("click", "[data-forget]", (event, button) => localStorage.removeItem(`${prefix}${person}:${button.dataset.forget}`));
document.addEventListener("htmx:after:request", (event) => {
const form = event.target.closest?.("form[data-keep]");
if (form && event.detail.ctx.response?.raw?.ok) localStorage.removeItem(place(form));
});
}
} catch { /* no storage: forms still work */ }
const idle = Number(khet.meta("idle")), lock = khet.meta("lock");
if (idle > 0 && lock) {
let touched = Date.now(), locking = false;
const touch = () => { touched = Date.now(); write("khet:touched", touched); };
["pointerdown", "keydown", "scroll"].forEach((type) => addEventListener(type, touch, { passive: true, capture: true }));
touch();
const fall = (next) => {
const headers = { "X-CSRFToken": khet.cookie("csrftoken") }, body = new URLSearchParams({ do: "lock", next });
const leave = () => location.assign(`${lock}?next=${encodeURIComponent(next)}`);
fetch(lock, { method: "POST", headers, body, credentials: "same-origin", redirect: "manual" }).then(leave, leave);
};
setInterval(() => {
if (locking || Date.now() - Math.max(touched, Number(read("khet:touched")) || 0) <= idle * 1000) return;
locking = true;
fall(location.pathname + location.search);
}, 5000);
}
}
{
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
}
