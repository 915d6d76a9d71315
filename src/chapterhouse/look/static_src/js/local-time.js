/* <local-time><time datetime="2026-11-25T19:00:00-08:00">…</time></local-time>
   adds the reader's own time where her clock differs from the event's.
   data-text is the translated sentence with %s for the time, e.g. "%s your time". */
class LocalTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const written = time?.getAttribute("datetime") ?? "";
    const offset = /([+-])(\d\d):?(\d\d)$/.exec(written);
    const instant = new Date(written);
    if (!offset || Number.isNaN(+instant) || this.querySelector(".yours")) return;
    const there = (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
    const here = -instant.getTimezoneOffset();
    if (there === here) return;
    const dayThere = new Date(+instant + there * 6e4).getUTCDate();
    const shape = { hour: "numeric", minute: "2-digit" };
    if (dayThere !== instant.getDate()) shape.weekday = "long";
    const text = new Intl.DateTimeFormat(document.documentElement.lang || undefined, shape).format(instant);
    const yours = document.createElement("span");
    yours.className = "yours";
    yours.textContent = ` (${(this.dataset.text || "%s your time").replace("%s", text)})`;
    this.append(yours);
  }
}
customElements.define("local-time", LocalTime);
