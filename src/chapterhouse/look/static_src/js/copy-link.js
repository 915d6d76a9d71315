/* <copy-link data-done="Copied"><input readonly value="https://…"><button class="needs-js">Copy</button></copy-link> */
class CopyLink extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.copy(button);
    });
  }

  async copy(button) {
    const input = this.querySelector("input");
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      input.select();
      if (!document.execCommand("copy")) return;
    }
    const before = button.textContent;
    button.textContent = this.dataset.done || "✓";
    button.setAttribute("aria-live", "polite");
    setTimeout(() => (button.textContent = before), 2500);
  }
}
customElements.define("copy-link", CopyLink);
