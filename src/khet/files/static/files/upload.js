// <khet-upload>: sends chosen files in pieces, goes on after a dropped line, and leaves tokens in the form.
// Without script the plain input inside it sends the files with the form.
(() => {
  const PIECE = 1024 * 1024, PATIENCE = 8;
  const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(name + "="))?.slice(name.length + 1) ?? "";
  const wait = (seconds) => new Promise((go) => {
    const timer = setTimeout(go, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
  const make = (tag, attributes = {}, ...inside) => {
    const one = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => one.setAttribute(name, value));
    one.append(...inside);
    return one;
  };
  const size = (bytes) => bytes < 1024 * 1024 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1024 / 1024).toFixed(1) + " MB";

  class Refusal extends Error {}

  class KhetUpload extends HTMLElement {
    connectedCallback() {
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.begin(), { once: true });
      else this.begin();
    }

    begin() {
      if (this.list) return;
      this.input = this.querySelector("input[type=file]");
      this.list = this.querySelector("ul");
      if (!this.input || !this.list) return;
      this.going = new Set();
      this.list.querySelectorAll("li[data-token]").forEach((row) => this.addRemove(row, () => this.forget(row.dataset.token)));
      this.input.addEventListener("change", () => this.choose([...this.input.files]));
      this.addEventListener("dragover", (event) => { event.preventDefault(); this.dataset.over = ""; });
      this.addEventListener("dragleave", () => { delete this.dataset.over; });
      this.addEventListener("drop", (event) => { event.preventDefault(); delete this.dataset.over; this.choose([...event.dataTransfer.files]); });
      this.guard = (event) => this.hold(event);
      this.form = this.closest("form");
      addEventListener("submit", this.guard, true); // on window: before whatever marks the form as being on its way
    }

    disconnectedCallback() { if (this.guard) removeEventListener("submit", this.guard, true); }

    // A form waits for its files: pressing early says so instead of losing them.
    hold(event) {
      if (event.target !== this.form || !this.going.size) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.say("กำลังส่งไฟล์ รอให้ครบแล้วกดอีกครั้ง");
    }

    choose(files) {
      this.input.value = "";
      this.input.required = false;
      for (const file of files) {
        if (this.list.children.length >= Number(this.dataset.most)) { this.say(`แนบได้ไม่เกิน ${this.dataset.most} ไฟล์`); break; }
        this.send(file);
      }
    }

    async send(file) {
      const bar = make("progress", { max: file.size || 1, value: 0, "aria-label": "ส่งแล้ว" });
      const state = make("small", {}, size(file.size));
      const row = make("li", {}, make("span", {}, file.name), " ", state, " ", bar);
      const job = { file, row, bar, state, stopped: false, url: "" };
      this.addRemove(row, () => { job.stopped = true; this.going.delete(job); this.forget(job.token); });
      this.list.append(row);
      this.going.add(job);
      try {
        await this.through(job);
        bar.remove();
        row.dataset.token = job.token;
        row.prepend(make("input", { type: "hidden", name: this.dataset.name + "-token", value: job.token }));
        this.dispatchEvent(new CustomEvent("khet:uploaded", { bubbles: true, detail: { token: job.token, name: file.name } }));
      } catch (error) {
        bar.remove();
        row.classList.add("error");
        state.textContent = error instanceof Refusal ? error.message : "ส่งไม่ถึงระบบ นำออกแล้วเลือกไฟล์ใหม่เมื่อสัญญาณกลับมา";
        state.setAttribute("role", "alert");
      } finally {
        this.going.delete(job);
      }
    }

    async through(job) {
      if (job.file.size > Number(this.dataset.megabytes) * 1024 * 1024) throw new Refusal(`ไฟล์ใหญ่เกิน ${this.dataset.megabytes} MB ย่อขนาดหรือแบ่งเป็นหลายไฟล์`);
      const answer = await this.ask("/files/upload/", { method: "POST", body: new URLSearchParams({ size: job.file.size, name: job.file.name }) });
      const { token } = await answer.json();
      job.token = token;
      job.url = "/files/upload/" + token;
      let offset = 0, failures = 0, done = false;
      while (!done) {
        if (job.stopped) throw new Refusal("");
        try {
          const piece = job.file.slice(offset, offset + PIECE);
          const reply = await this.ask(job.url, { method: "PATCH", body: piece, headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset } });
          offset = Number(reply.headers.get("Upload-Offset"));
          done = reply.status === 204 && offset >= job.file.size;
          failures = 0;
          job.state.textContent = size(job.file.size);
        } catch (error) {
          if (error instanceof Refusal || ++failures > PATIENCE) throw error;
          job.state.textContent = "สัญญาณขาด จะส่งต่อจากจุดที่ค้าง";
          await wait(Math.min(2 ** failures, 30));
          offset = await this.have(job.url, offset);
        }
        job.bar.value = offset;
      }
    }

    async have(url, offset) {
      try {
        const reply = await fetch(url, { method: "HEAD", cache: "no-store" });
        if (reply.status === 404) throw new Refusal("ไม่พบไฟล์ที่ส่งไว้ เลือกไฟล์แล้วส่งใหม่");
        return reply.ok ? Number(reply.headers.get("Upload-Offset")) : offset;
      } catch (error) {
        if (error instanceof Refusal) throw error;
        return offset;
      }
    }

    async ask(url, options) {
      const headers = { "X-CSRFToken": this.form?.elements.csrfmiddlewaretoken?.value || cookie("csrftoken"), ...options.headers };
      const reply = await fetch(url, { ...options, headers, credentials: "same-origin", redirect: "error" });
      if (reply.ok || reply.status === 409) return reply;
      if (reply.status >= 500) throw new Error(String(reply.status));
      const told = await reply.json().catch(() => ({}));
      throw new Refusal(told.message || "ส่งไฟล์ไม่ได้ โหลดหน้าใหม่แล้วลองอีกครั้ง");
    }

    addRemove(row, then) {
      const name = row.querySelector("span").textContent;
      const button = make("button", { type: "button", class: "btn plain s", "aria-label": "นำออก " + name }, "นำออก");
      button.addEventListener("click", () => { row.remove(); then(); this.input.focus(); });
      row.append(" ", button);
    }

    forget(token) {
      if (token) this.ask("/files/upload/" + token, { method: "DELETE" }).catch(() => {});
    }

    say(message) {
      this.note ??= this.appendChild(make("small", { role: "status" }));
      this.note.textContent = message;
    }
  }
  customElements.define("khet-upload", KhetUpload);
})();
