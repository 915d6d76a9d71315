/* <check-in-list data-event="id" data-sent="Came" data-kept="Kept on this phone" data-failed="Not accepted"
      data-waiting="%s check-ins are kept on this phone and sent when the network is back."
      data-sign-in="Please sign in again. Nothing is lost.">
     <ul class="door-list"><li data-key="person uid"><span class="name">Ada</span><span class="state"></span>
       <form method="post" action="…" data-act="in"><input type="hidden" name="uuid" value="…"><button>Came</button></form>
       <form method="post" action="…" data-act="undo">…</form></li></ul>
     <p class="door-status notice warn" role="status"></p>
   </check-in-list>
   A form outside of a row (a walk-in by name) makes a row of its own.
   <input data-filter-list="id of the list"> anywhere on the page narrows that list while one types.
   Without JavaScript each tap is a plain POST. With it a tap shows at once, waits in localStorage with a uuid of its own
   and is sent again until the server has it; the server answers a repeated uuid like the first.
   2xx: done; data-key in its JSON answer is not needed. 401 and 403: kept, the person is asked to sign in.
   `count` in a JSON answer ("9 are here") replaces the words of the element whose id data-count gives.
   Other 4xx: refused, the row says so (`message` in a JSON answer is shown). Everything else: kept and tried again. */
const uuid = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};

class CheckInList extends HTMLElement {
  connectedCallback() {
    this.place = `check-ins:${this.dataset.event}`;
    this.queue = this.read();
    this.sending = false;
    this.pause = 1000;
    for (const entry of this.queue) this.mark(entry, "kept");
    this.addEventListener("submit", (event) => this.tap(event));
    this.retry = () => this.send();
    addEventListener("online", this.retry);
    addEventListener("pageshow", this.retry);
    document.addEventListener("visibilitychange", this.retry);
    this.tell();
    this.send();
  }

  disconnectedCallback() {
    removeEventListener("online", this.retry);
    removeEventListener("pageshow", this.retry);
    document.removeEventListener("visibilitychange", this.retry);
    clearTimeout(this.timer);
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.place)) || [];
    } catch {
      return [];
    }
  }

  /* Give false where nothing can be kept here (storage full or off): then the form is sent the plain way. */
  keep() {
    try {
      if (this.queue.length) localStorage.setItem(this.place, JSON.stringify(this.queue));
      else localStorage.removeItem(this.place);
      return true;
    } catch {
      return false;
    }
  }

  tap(event) {
    const form = event.target;
    const field = form.elements.uuid;
    if (!field) return;
    field.value = uuid();
    const data = [...new FormData(form, event.submitter)].filter(([, value]) => typeof value === "string");
    const row = form.closest("[data-key]");
    const entry = { uuid: field.value, url: form.action, data, key: row?.dataset.key ?? field.value, act: form.dataset.act || "in", at: new Date().toISOString() };
    if (!row) entry.name = form.elements.name?.value.trim() ?? "";
    this.queue.push(entry);
    if (!this.keep()) {
      this.queue.pop();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (!row) form.reset();
    this.mark(entry, "done");
    this.pause = 1000;
    this.send();
  }

  /* state: "done", "kept" (waits for the network) or "failed" (the server said no: the row goes back). */
  mark({ key, act, name }, state, text) {
    const row = this.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? (name && this.add(key, name));
    if (!row) return;
    const came = (act === "in") === (state !== "failed");
    const focused = row.contains(document.activeElement);
    row.classList.toggle("came", came);
    row.classList.toggle("kept", state === "kept");
    row.classList.toggle("failed", state === "failed");
    const word = { done: came ? this.dataset.sent : "", kept: this.dataset.kept, failed: this.dataset.failed }[state];
    const place = row.querySelector(".state");
    if (place) place.textContent = text || word || "";
    // The button that was pressed is hidden now: who uses a keyboard goes on from the one in its place.
    if (focused) [...row.querySelectorAll("button")].find((button) => button.checkVisibility?.() ?? button.offsetParent)?.focus();
  }

  /* A new row, on top, for somebody who walked in. */
  add(key, name) {
    const row = document.createElement("li");
    row.dataset.key = key;
    for (const part of ["name", "state"]) row.append(Object.assign(document.createElement("span"), { className: part }));
    row.firstChild.textContent = name;
    const list = this.querySelector(".door-list") ?? Object.assign(document.createElement("ul"), { className: "door-list" });
    if (!list.isConnected) this.prepend(list);
    list.prepend(row);
    return row;
  }

  tell(text) {
    const status = this.querySelector(".door-status");
    if (!status) return;
    const waiting = (this.dataset.waiting || "%s").replace("%s", String(this.queue.length));
    status.textContent = text || (this.queue.length ? waiting : "");
  }

  async send() {
    if (this.sending || !this.queue.length) return;
    this.sending = true;
    clearTimeout(this.timer);
    let problem = "";
    while (this.queue.length && !problem) problem = await this.sendFirst();
    this.sending = false;
    if (!this.queue.length) return this.tell();
    for (const entry of this.queue) this.mark(entry, "kept");
    this.tell(problem === "sign-in" ? this.dataset.signIn : "");
    this.timer = setTimeout(this.retry, this.pause);
    this.pause = Math.min(this.pause * 2, 30000);
  }

  /* Send the oldest one; give "" when it is settled, else what is in the way. */
  async sendFirst() {
    const entry = this.queue[0];
    const body = new URLSearchParams(entry.data);
    body.set("at", entry.at);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (token) body.set("csrfmiddlewaretoken", token);
    let answer;
    try {
      answer = await fetch(entry.url, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout?.(10000),
      });
    } catch {
      return "network";
    }
    if (answer.status === 401 || answer.status === 403) return "sign-in";
    const done = answer.ok || answer.type === "opaqueredirect";
    if (!done && (answer.status < 400 || answer.status >= 500 || answer.status === 429)) return "server";
    const words = await answer.json().catch(() => ({}));
    this.queue.shift();
    this.keep();
    this.mark(entry, done ? "done" : "failed", done ? "" : words.message);
    const count = words.count && document.getElementById(this.dataset.count);
    if (count) count.textContent = words.count;
    if (!done && entry.name !== undefined) this.tell(words.message || this.dataset.failed);
    return "";
  }
}
customElements.define("check-in-list", CheckInList);

addEventListener("input", (event) => {
  const list = event.target.dataset?.filterList && document.getElementById(event.target.dataset.filterList);
  if (!list) return;
  const typed = event.target.value.trim().toLocaleLowerCase();
  for (const row of list.children) row.hidden = !row.querySelector(".name").textContent.toLocaleLowerCase().includes(typed);
});
