/* <confirm-button data-question="Cancel this meeting?" data-text="Everyone is told." data-yes="Cancel it" data-no="Keep it">
     <form method="post">…<button>Cancel this meeting</button></form>
   </confirm-button>
   Without JavaScript the form goes to the server, which asks on a page of its own. With it, the question is asked
   here, and a yes sends the same form with confirmed=yes. */
class ConfirmButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.elements.confirmed) return;
      event.preventDefault();
      event.stopPropagation();
      this.ask(form, event.submitter);
    });
  }

  ask(form, submitter) {
    const dialog = document.createElement("dialog");
    const title = Object.assign(document.createElement("h2"), { textContent: this.dataset.question, id: `ask-${Date.now()}` });
    const row = Object.assign(document.createElement("div"), { className: "row" });
    const yes = Object.assign(document.createElement("button"), { className: "button danger", type: "button", textContent: this.dataset.yes });
    const no = Object.assign(document.createElement("button"), { className: "button plain", type: "button", textContent: this.dataset.no });
    dialog.setAttribute("aria-labelledby", title.id);
    row.append(yes, no);
    dialog.append(title);
    if (this.dataset.text) dialog.append(Object.assign(document.createElement("p"), { textContent: this.dataset.text }));
    dialog.append(row);
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "confirmed", value: "yes" }));
      dialog.close();
      form.requestSubmit(submitter);
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  }
}
customElements.define("confirm-button", ConfirmButton);
