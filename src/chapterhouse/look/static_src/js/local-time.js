/* <local-time><time datetime="2026-11-25T19:00:00-08:00">…</time></local-time>
   adds the reader's own time where her clock differs from the event's.
   data-text is the translated sentence with %s for the time, e.g. "%s your time". */
/* The reader's own kind of the page's language: en-GB writes 19:00, en-US writes 7:00 PM. */
const language = () => {
  const page = document.documentElement.lang || "en";
  return navigator.languages.find((one) => one.split("-")[0] === page.split("-")[0]) || page;
};

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
    const text = new Intl.DateTimeFormat(language(), shape).format(instant);
    const yours = document.createElement("span");
    yours.className = "yours";
    yours.textContent = ` (${(this.dataset.text || "%s your time").replace("%s", text)})`;
    this.append(yours);
  }
}
customElements.define("local-time", LocalTime);
