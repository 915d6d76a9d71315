/* <live-preview data-url="/preview/" data-write="Write" data-preview="Preview" data-failed="No preview now."><textarea name="body"></textarea></live-preview>
   Two tabs above a textarea; the preview is the server's own rendering (POST text=…, answers cleaned HTML). */
class LivePreview extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    if (!this.area || this.pane) return;
    this.pane = Object.assign(document.createElement("div"), { className: "preview-pane prose", hidden: true, tabIndex: 0 });
    this.pane.setAttribute("role", "region");
    this.pane.setAttribute("aria-live", "polite");
    this.pane.setAttribute("aria-label", this.dataset.preview);
    const row = Object.assign(document.createElement("div"), { className: "row" });
    this.buttons = [this.button(this.dataset.write, false), this.button(this.dataset.preview, true)];
    row.append(...this.buttons);
    this.prepend(row);
    this.append(this.pane);
    this.show(false);
  }

  button(text, preview) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "chip-button button plain", textContent: text });
    button.addEventListener("click", () => this.show(preview));
    return button;
  }

  async show(preview) {
    this.buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(Boolean(index) === preview)));
    this.area.hidden = preview;
    this.pane.hidden = !preview;
    if (!preview) return;
    this.pane.textContent = "…";
    const body = new URLSearchParams({ text: this.area.value });
    const token = this.closest("form")?.elements.csrfmiddlewaretoken?.value;
    try {
      const answer = await fetch(this.dataset.url, { method: "POST", body, headers: token ? { "X-CSRFToken": token } : {} });
      if (!answer.ok) throw new Error(String(answer.status));
      this.pane.innerHTML = await answer.text();
    } catch {
      this.pane.textContent = this.dataset.failed || "";
    }
  }
}
customElements.define("live-preview", LivePreview);
