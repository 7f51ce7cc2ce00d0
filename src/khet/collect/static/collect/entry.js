// Filling in a form: cells go together about every 1.5 s, each with the version it was read at. The page works without it.
const entry = document.querySelector("[data-entry]");
if (entry) {
  const PAUSE = 1500, AGAIN = 4000, MOST = 400;
  const home = `khet:entry:${khet.meta("person")}:${entry.dataset.entry}`;
  const state = { dirty: new Map(), pending: null, since: entry.dataset.since, timer: 0, closed: false, broken: false };
  const byPath = new Map();
  entry.querySelectorAll("[data-path]").forEach((box) => byPath.set(box.dataset.path, box));
  const said = entry.querySelector("[data-saved]"), saidText = said.querySelector("span");
  const unsent = entry.querySelector("[data-unsent]"), unsentWords = entry.querySelector("[data-unsent-words]");
  const conflicts = entry.querySelector("[data-conflicts]");
  const stale = document.querySelector("[data-check-stale]");
  entry.dataset.live = "1";
  // every sentence comes with the page, in the language of the reader: data-say-…, with {places}
  const say = (key, given = {}) => entry.dataset[`say${key}`].replace(/\{(\w+)\}/g, (_all, name) => given[name] ?? "");

  const make = (tag, text = "", cls = "") => { const one = document.createElement(tag); one.textContent = text; if (cls) one.className = cls; return one; };
  const icon = (name) => { const one = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    one.setAttribute("class", "ico"); one.setAttribute("aria-hidden", "true");
    use.setAttribute("href", entry.querySelector("use").getAttribute("href").split("#")[0] + "#" + name); one.append(use); return one; };
  const value = (box) => box.dataset.many !== undefined
    ? [...box.querySelectorAll("input:checked")].map((one) => one.value).join(", ") : box.value;
  const show = (box, typed, canonical) => {
    if (box.dataset.many !== undefined) { const codes = canonical.split(" "); box.querySelectorAll("input").forEach((one) => { one.checked = codes.includes(one.value); }); }
    else box.value = box.tagName === "SELECT" ? canonical : typed;
  };
  const base = (path, version, canonical) => {
    const box = byPath.get(path);
    if (box) box.dataset.version = version;
    const hidden = entry.querySelector(`input[name="${CSS.escape("b:" + path)}"]`);
    if (hidden) hidden.value = `${version}|${canonical}`;
  };
  const label = (path) => {
    const box = byPath.get(path);
    return box?.getAttribute("aria-label") || box?.closest("[data-cell]")?.querySelector("label, legend")?.firstChild?.textContent?.trim() || path;
  };

  // what is not sent yet lies on this machine until the line is back
  const keep = () => {
    const cells = [...state.dirty].map(([path, typed]) => [path, typed, Number(byPath.get(path)?.dataset.version ?? 0)]);
    try {
      if (cells.length || state.pending) localStorage.setItem(home, JSON.stringify({ at: Date.now(), cells, pending: state.pending }));
      else localStorage.removeItem(home);
    } catch { /* full or forbidden: typing goes on */ }
  };
  const waiting = () => new Set([...state.dirty.keys(), ...(state.pending?.cells ?? []).map((cell) => cell.path)]);
  const mark = () => {
    const now = waiting();
    byPath.forEach((box, path) => box.classList?.toggle("is-unsent", state.broken && now.has(path)));
    unsent.hidden = !(state.closed || (state.broken && now.size));
    if (!state.closed) unsentWords.textContent = say("Broken", { n: now.size });
  };
  const tell = (words, late = false) => { saidText.textContent = words; said.classList.toggle("late", late); };

  const touched = (box) => {
    if (state.closed) return;
    state.dirty.set(box.dataset.path, value(box));
    clearTimeout(state.timer);
    state.timer = setTimeout(send, PAUSE);
    keep();
    if (!state.broken) tell(say("Soon"));
    sums(box.closest("[data-grid]"));
  };

  const batch = () => {
    const cells = [...state.dirty].slice(0, MOST).map(([path, typed]) => ({ path, value: typed, version: Number(byPath.get(path)?.dataset.version ?? 0) }));
    cells.forEach((cell) => state.dirty.delete(cell.path));
    return { key: [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join(""), cells };
  };
  let sending = false;
  const send = async () => {
    clearTimeout(state.timer);
    if (sending || state.closed || !(state.pending || state.dirty.size)) return;
    sending = true;
    state.pending ??= batch();
    keep();
    let answer = null;
    try {
      answer = await fetch(entry.dataset.save, { method: "POST", credentials: "same-origin", signal: AbortSignal.timeout(20000),
        headers: { "Content-Type": "application/json", "X-CSRFToken": khet.cookie("csrftoken"), "X-Khet-As": khet.meta("as") || "", "HX-Request": "true" },
        body: JSON.stringify({ ...state.pending, since: state.since }) });
    } catch { /* the line is down */ }
    sending = false;
    await take(answer);
    keep();
    mark();
  };
  const take = async (answer) => {
    if (!answer || answer.status >= 500 || answer.status === 429) { state.broken = true; again(); tell(say("Unsaved"), true); return; }
    if (answer.status === 401) { stop(say("SignedOut"), false); return; }
    let told = null;
    try { told = await answer.json(); } catch { /* not ours */ }
    if (!answer.ok) { stop(told?.said || say("Refused"), Boolean(told?.closed)); return; }
    const was = state.broken;
    state.broken = false;
    const sent = new Map(state.pending.cells.map((cell) => [cell.path, cell.value]));
    state.pending = null;
    apply(told, sent);
    const left = told.conflicts.length + told.refused.length;
    tell(left ? say("Left", { n: left }) : told.said, left > 0);
    if (was) khet.toast?.(say("Back", { n: Object.keys(told.saved).length }), "ok");
    if (state.dirty.size) state.timer = setTimeout(send, PAUSE);
  };
  const again = () => { clearTimeout(state.timer); state.timer = setTimeout(send, AGAIN); };
  const stop = (words, closed) => {
    if (state.pending) { state.pending.cells.forEach((cell) => { if (!state.dirty.has(cell.path)) state.dirty.set(cell.path, cell.value); }); state.pending = null; }
    state.closed = true;
    unsentWords.textContent = words;
    tell(say(closed ? "Closed" : "Unsaved"), true);
  };

  const apply = (told, sent) => {
    state.since = told.at;
    Object.entries(told.saved).forEach(([path, cell]) => {
      base(path, cell.version, cell.value);
      const box = byPath.get(path);
      if (!box) return;
      delete box.dataset.origin;
      if (!state.dirty.has(path) && document.activeElement !== box && value(box) === sent.get(path)) show(box, cell.typed, cell.value);
      stopped(path, "");
      conflicts.querySelector(`[data-conflict="${CSS.escape(path)}"]`)?.remove();
    });
    told.refused.forEach((each) => stopped(each.path, each.message));
    told.conflicts.forEach(conflict);
    told.fresh.forEach((cell) => {
      const box = byPath.get(cell.path);
      if (!box || state.dirty.has(cell.path) || Number(box.dataset.version) >= cell.version) return;
      show(box, cell.typed, cell.value);
      base(cell.path, cell.version, cell.value);
      sums(box.closest("[data-grid]"));
    });
    standing(told);
  };
  const stopped = (path, words) => {
    const place = entry.querySelector(`[data-said="${CSS.escape(path)}"]`), box = byPath.get(path);
    place?.querySelector("[data-stopped]")?.remove();
    if (words && place) { const line = make("p", "", "error"); line.dataset.stopped = "1"; line.append(icon("circle-alert"), make("span", `${inGrid(box) ? label(path) + ": " : ""}${words}`)); place.prepend(line); }
    if (box) words ? box.setAttribute("aria-invalid", "true") : box.removeAttribute("aria-invalid");
  };
  const inGrid = (box) => Boolean(box?.closest("[data-grid]"));
  const conflict = (each) => {
    conflicts.querySelector(`[data-conflict="${CSS.escape(each.path)}"]`)?.remove();
    const box = byPath.get(each.path), line = make("div", "", "conflict");
    line.dataset.conflict = each.path;
    line.setAttribute("role", "alert");
    const stood = each.typed || say("Empty"), typed = each.mine || say("Empty");
    line.append(make("p", `${label(each.path)}: ${say("Conflict", { who: each.by || say("Someone"), theirs: stood, at: each.at, mine: typed })}`));
    const row = make("div", "", "row"), theirs = make("button", say("Use", { value: stood }), "btn s"), mine = make("button", say("Use", { value: typed }), "btn s");
    theirs.type = mine.type = "button";
    const settle = (keepMine) => {
      base(each.path, each.version, each.value);
      line.remove();
      if (!box) return;
      if (keepMine) { show(box, each.mine, each.mine); touched(box); } else { show(box, each.typed, each.value); sums(box.closest("[data-grid]")); }
      box.focus?.();
    };
    theirs.addEventListener("click", () => settle(false));
    mine.addEventListener("click", () => settle(true));
    row.append(theirs, mine);
    line.append(row);
    conflicts.append(line);
  };

  const standing = (told) => {
    entry.querySelector("[data-filled]").textContent = told.filled;
    entry.querySelector("[data-total]").textContent = told.total;
    Object.entries(told.computed).forEach(([path, text]) => { const place = entry.querySelector(`[data-computed="${CSS.escape(path)}"]`); if (place) place.textContent = text || "–"; });
    const hidden = new Set(told.hidden);
    entry.querySelectorAll("[data-part]").forEach((one) => { one.hidden = hidden.has(one.dataset.part); });
    entry.querySelectorAll(".cell-field[data-cell]").forEach((one) => { one.hidden = hidden.has(one.dataset.cell) || hidden.has(one.dataset.cell.split("/")[0]); });
    entry.querySelectorAll("[data-section]").forEach((one) => { one.hidden = hidden.has("#" + one.dataset.section); });
    entry.querySelectorAll("[data-nav]").forEach((one) => { one.hidden = hidden.has("#" + one.dataset.nav); });
    entry.querySelectorAll("[data-said] [data-problem]").forEach((one) => one.remove());
    entry.querySelectorAll("[data-said] > .error:not([data-stopped]), [data-said] > .warn").forEach((one) => one.remove());
    byPath.forEach((box) => { box.classList?.remove("is-warned"); if (!entry.querySelector(`[data-said="${CSS.escape(box.dataset.path)}"] [data-stopped]`)) box.removeAttribute("aria-invalid"); });
    told.problems.forEach(problem);
    entry.querySelectorAll("[data-nav]").forEach((one) => count(one, told.problems));
    const list = document.querySelector("[data-check-list]");
    const blocks = told.problems.filter((each) => each.severity === "block"), warns = told.problems.length - blocks.length;
    if (stale) stale.hidden = warns === 0;
    if (list) {
      list.replaceChildren();
      if (blocks.length) {
        const head = make("p", "", "late"), lines = make("ul", "", "said-list");
        head.append(make("b", say("Blocks", { n: blocks.length })));
        blocks.slice(0, 30).forEach((each) => { const item = make("li"), link = make("a", each.label || say("Whole")); link.href = "#c-" + each.path.replaceAll("/", "-"); item.append(link, ` ${each.message}`); lines.append(item); });
        list.append(head, lines);
      } else list.append(make("p", warns ? say("Warns", { n: warns }) : say("Clean")));
    }
  };
  const count = (nav, problems) => {
    const section = entry.querySelector(`[data-section="${CSS.escape(nav.dataset.nav)}"]`);
    const boxes = [...section.querySelectorAll("[data-path]")].filter((box) => !box.closest("[hidden]"));
    nav.querySelector("[data-count]").textContent = `${boxes.filter((box) => value(box)).length}/${boxes.length}`;
    const keys = new Set([...section.querySelectorAll("[data-cell], [data-part]")].map((one) => (one.dataset.cell ?? one.dataset.part).split("/")[0]));
    const bad = problems.filter((each) => each.severity === "block" && keys.has(each.path.split("/")[0])).length;
    const place = nav.querySelector("[data-blocks]");
    place.textContent = bad ? `${place.dataset.words} ${bad}` : "";
  };
  const problem = (each) => {
    const place = entry.querySelector(`[data-said="${CSS.escape(each.path)}"]`), box = byPath.get(each.path);
    const bad = each.severity === "block";
    if (place) {
      const line = make("p", "", bad ? "error" : "warn"), words = make("span", `${inGrid(box) ? label(each.path) + ": " : ""}${each.message}`);
      line.dataset.problem = "1";
      if (each.hint) words.append(make("small", each.hint));
      line.append(icon(bad ? "circle-alert" : "triangle-alert"), words);
      place.append(line);
    }
    if (box) bad ? box.setAttribute("aria-invalid", "true") : box.classList?.add("is-warned");
  };

  // grids: sums, arrows, and a block pasted from a spreadsheet
  const number = (text) => { const bare = text.replace(/[,\s]/g, "").replace(/[๐-๙]/g, (digit) => "๐๑๒๓๔๕๖๗๘๙".indexOf(digit)); return bare && !Number.isNaN(Number(bare)) ? Number(bare) : null; };
  const total = (boxes) => { const found = boxes.map((box) => number(box.value)).filter((one) => one !== null); return found.length ? found.reduce((sum, one) => sum + one, 0).toLocaleString("en-US", { maximumFractionDigits: 6 }) : "–"; };
  const matrix = (grid) => [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("[data-path]")]);
  const sums = (grid) => {
    if (!grid) return;
    const cells = matrix(grid);
    [...grid.tBodies[0].rows].forEach((row, at) => { const place = row.querySelector("[data-sum-row]"); if (place) place.textContent = total(cells[at]); });
    grid.querySelectorAll("[data-sum-column]").forEach((place) => { place.textContent = total(cells.map((row) => row[Number(place.dataset.sumColumn)])); });
    const all = grid.querySelector("[data-sum-all]");
    if (all) all.textContent = total(cells.flat());
  };
  const at = (grid, box) => { const cells = matrix(grid), row = cells.findIndex((one) => one.includes(box)); return [cells, row, cells[row].indexOf(box)]; };
  entry.addEventListener("keydown", (event) => {
    const grid = event.target.closest?.("[data-grid]");
    if (!grid || !event.target.dataset.path || event.isComposing) return;
    const steps = { ArrowDown: [1, 0], Enter: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = event.target, whole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    if (event.key === "ArrowLeft" && !whole && box.selectionStart > 0) return;
    if (event.key === "ArrowRight" && !whole && box.selectionEnd < box.value.length) return;
    const [cells, row, column] = at(grid, box), back = event.key === "Enter" && event.shiftKey ? -1 : 1;
    const next = cells[row + step[0] * back]?.[column + step[1]];
    event.preventDefault();
    next?.focus();
    next?.select();
  });
  entry.addEventListener("paste", (event) => {
    const grid = event.target.closest?.("[data-grid]"), text = event.clipboardData?.getData("text/plain") ?? "";
    if (!grid || !event.target.dataset.path || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const [cells, row, column] = at(grid, event.target);
    let taken = 0;
    const left = [];
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => line.split("\t").forEach((typed, right) => {
      const box = cells[row + down]?.[column + right];
      if (!box) { left.push(`${typed.trim()} (${say("Outside")})`); return; }
      if (typed.trim() && number(typed.trim()) === null) { left.push(`${label(box.dataset.path)}: ${typed.trim()}`); return; }
      box.value = typed.trim();
      taken += 1;
      touched(box);
    }));
    let place = grid.closest("[data-part]").querySelector("[data-told]");
    if (!place) { place = make("p", "", "grid-told"); place.dataset.told = "1"; place.setAttribute("role", "status"); grid.closest(".grid-wrap").after(place); }
    const some = left.slice(0, 5).join(" · ") + (left.length > 5 ? " …" : "");
    place.textContent = say("Pasted", { n: taken }) + (left.length ? ` ${say("NotTaken", { n: left.length, some })}` : "");
    sums(grid);
  });

  const on = (event) => { const box = event.target.closest("[data-path]"); if (box && entry.contains(box)) touched(box); };
  entry.addEventListener("input", on);
  entry.addEventListener("change", (event) => { if (event.target.closest("[data-many], select")) on(event); });
  entry.addEventListener("focusout", () => { if (state.dirty.size && !state.broken) { clearTimeout(state.timer); state.timer = setTimeout(send, 300); } });
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  addEventListener("online", () => send());
  // a step of the whole form goes when every cell has
  document.addEventListener("submit", (event) => {
    if (!(state.dirty.size || state.pending || sending) || state.closed || event.target.dataset.flushed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = event.target, button = event.submitter;
    const go = async (tries) => {
      if (!sending) await send();
      if (state.dirty.size || state.pending || sending) { if (tries > 0) setTimeout(() => go(tries - 1), 400); return; }
      form.dataset.flushed = "1";
      form.requestSubmit(button);
      delete form.dataset.flushed;
    };
    go(20);
  }, true);

  entry.querySelector("[data-download-unsent]").addEventListener("click", (event) => {
    event.preventDefault();
    const quote = (text) => `"${(/^[=+\-@\t]/.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;
    const lines = [...waiting()].map((path) => [label(path), path, state.dirty.get(path) ?? state.pending?.cells.find((cell) => cell.path === path)?.value ?? ""].map(quote).join(","));
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([`\ufeff${say("Columns")}\r\n` + lines.join("\r\n")], { type: "text/csv" }));
    link.download = `${entry.dataset.name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  // what was left here by a broken line or a closed lid goes now
  try {
    const kept = JSON.parse(localStorage.getItem(home) ?? "null");
    if (kept && Date.now() - kept.at < 14 * 24 * 3600 * 1000) {
      state.pending = kept.pending;
      (kept.pending?.cells ?? []).forEach((cell) => { const box = byPath.get(cell.path); if (box) show(box, cell.value, cell.value); });
      kept.cells.forEach(([path, typed, version]) => {
        const box = byPath.get(path);
        if (!box) return;
        box.dataset.version = Math.min(version, Number(box.dataset.version) || version);
        show(box, typed, typed);
        state.dirty.set(path, typed);
      });
      if (state.pending || state.dirty.size) send();
    }
  } catch { /* nothing readable lies there */ }
  entry.querySelectorAll("[data-grid]").forEach(sums);
}
