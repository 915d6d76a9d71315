/* <world-map> around the world's SVG and its list: buttons and the mouse look closer, a typed word filters both,
   and pointing at a name in the list shows its dot. */
/* The world without Antarctica and the emptiest part of the Pacific. */
const FULL = [30, 0, 920, 425];

const within = (value, start, room) => Math.min(Math.max(value, start), start + room);

class WorldMap extends HTMLElement {
  connectedCallback() {
    this.svg = this.querySelector("svg");
    if (!this.svg) return;
    this.view = [...FULL];
    this.addEventListener("click", (event) => {
      const zoom = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (zoom) this.zoom(Number(zoom));
    });
    this.addEventListener("input", (event) => {
      if (event.target.matches("[data-filter]")) this.filter(event.target.value);
    });
    for (const kind of ["pointerover", "focusin"]) this.addEventListener(kind, (event) => this.point(event, true));
    for (const kind of ["pointerout", "focusout"]) this.addEventListener(kind, (event) => this.point(event, false));
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.filtered = this.querySelector("[data-filter]")?.value;
    if (this.filtered) this.filter(this.filtered);
  }

  /* factor 0 shows the whole world again. */
  zoom(factor) {
    const [x, y, width, height] = this.view;
    const wide = factor ? Math.min(FULL[2], Math.max(60, width / factor)) : FULL[2];
    const high = (wide / FULL[2]) * FULL[3];
    this.show(x + (width - wide) / 2, y + (height - high) / 2, wide, high);
  }

  show(x, y, width, height) {
    this.view = [within(x, FULL[0], FULL[2] - width), within(y, FULL[1], FULL[3] - height), width, height];
    this.svg.setAttribute("viewBox", this.view.map((number) => number.toFixed(1)).join(" "));
    this.svg.classList.toggle("near", width < FULL[2]);
  }

  grab(event) {
    if (this.view[2] === FULL[2]) return;
    const scale = this.view[2] / this.svg.clientWidth;
    const [x, y, width, height] = this.view;
    let moved = false;
    const move = (next) => {
      if (Math.hypot(next.clientX - event.clientX, next.clientY - event.clientY) > 4) moved = true;
      this.show(x - (next.clientX - event.clientX) * scale, y - (next.clientY - event.clientY) * scale, width, height);
    };
    const stop = () => {
      removeEventListener("pointermove", move);
      if (moved) this.svg.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop, { once: true });
    addEventListener("pointercancel", stop, { once: true });
  }

  filter(text) {
    const fold = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const wanted = fold(text.trim());
    let left = 0;
    for (const item of this.querySelectorAll("li[data-dot]")) {
      item.hidden = !fold(item.textContent).includes(wanted);
      if (!item.hidden) left += 1;
      this.dot(item)?.classList.toggle("out", item.hidden);
    }
    const status = this.querySelector("[data-found]");
    if (status) status.textContent = (status.dataset.found || "%s").replace("%s", String(left));
  }

  dot(item) {
    return this.svg.querySelector(`[data-dot="${CSS.escape(item.dataset.dot)}"]`);
  }

  point(event, on) {
    const item = event.target.closest?.("li[data-dot]");
    if (item) this.dot(item)?.classList.toggle("shown", on);
  }
}
customElements.define("world-map", WorldMap);
