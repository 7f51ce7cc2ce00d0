// Writing a letter: the picture follows what is typed, and the draft is saved now and then. The page works without it.
const form = document.querySelector("form[data-compose]");
if (form) {
  const see = form.querySelector("[data-see]"), drawing = form.querySelector("[data-drawing]");
  const said = document.querySelector("[data-saved] span"), saved = document.querySelector("[data-saved]");
  const revision = form.elements.revision;
  let drawTimer, saveTimer, drawer, saving = null, dirty = false, stale = false;
  const body = (leave = []) => {
    const data = new FormData(form);
    ["once", "do", "attached", ...leave].forEach((name) => data.delete(name));
    return data;
  };
  const send = (url, data, signal) => fetch(url, { method: "POST", body: data, signal, credentials: "same-origin",
    headers: { "X-CSRFToken": khet.cookie("csrftoken"), "HX-Request": "true" } });
  const draw = async () => {
    drawer?.abort();
    drawer = new AbortController();
    drawing.hidden = false;
    try {
      const answer = await send(form.dataset.preview, body(["attached-token"]), drawer.signal);
      if (answer.ok) {
        const at = see.querySelector(".paper-well")?.scrollTop ?? 0;
        see.innerHTML = await answer.text();
        const well = see.querySelector(".paper-well");
        if (well) well.scrollTop = at;
      }
      drawing.hidden = true;
    } catch (problem) { if (problem.name !== "AbortError") drawing.hidden = true; }
  };
  const save = async () => {
    if (!form.dataset.autosave || saving || stale || !dirty || form.dataset.going || !form.elements.subject.value.trim()) return;
    dirty = false;
    saving = send(form.dataset.autosave, body(["attached-token"])).then(async (answer) => {
      const told = await answer.json();
      said.textContent = told.said;
      saved.classList.toggle("late", !answer.ok);
      stale = Boolean(told.stale);
      if (answer.ok) revision.value = told.revision; else if (!stale) dirty = true;
    }).catch(() => { dirty = true; }).finally(() => { saving = null; });
    await saving;
  };
  const touched = (event) => {
    if (event?.target?.type === "search") return;
    dirty = true;
    clearTimeout(drawTimer); clearTimeout(saveTimer);
    drawTimer = setTimeout(draw, 500);
    saveTimer = setTimeout(save, 6000);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("khet:restored", touched);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  // a save under way is waited for, so that the page's own save knows the newest revision
  form.addEventListener("submit", (event) => {
    clearTimeout(saveTimer);
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    saving.finally(() => form.requestSubmit(button));
  }, true);

  const rows = form.querySelector("[data-ask-rows]"), count = form.querySelector("[data-ask-count]");
  const marks = "กขคงจฉชซญฐณด", pattern = form.querySelector("[data-ask-pattern]");
  const number = () => [...rows.children].forEach((row, place) => { row.querySelector("[data-ask-mark]").textContent = marks[place] ?? place + 1; });
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-ask-add]"), drop = event.target.closest("[data-ask-drop]");
    if (add && add.dataset.askOwn === undefined && rows.children.length < 12) {
      event.preventDefault();
      const holder = document.createElement("ol");
      holder.innerHTML = pattern.innerHTML.replaceAll("__n__", count.value);
      const row = holder.firstElementChild;
      count.value = Number(count.value) + 1;
      rows.append(row);
      row.querySelector("select").value = add.dataset.askAdd;
      const label = row.querySelector("input[name$=label]");
      label.value = add.dataset.askLabel;
      number();
      label.focus();
      label.select();
      touched();
    } else if (drop) {
      event.preventDefault();
      drop.closest("[data-ask-row]").remove();
      number();
      touched();
    }
  });
}
