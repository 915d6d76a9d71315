/* <near-me data-wait="Looking…" data-failed="Your browser did not tell. Type a city instead."><button class="needs-js" type="button">Near me</button>
   <span role="status"></span></near-me> inside a search form: fills the form's field `near` with "lat,lon" and sends it.
   Two decimals, about a kilometre: nobody needs to know more. */
class NearMe extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!navigator.geolocation) {
      button.hidden = true;
      return;
    }
    button.addEventListener("click", () => {
      const status = this.querySelector("[role=status]");
      const form = this.closest("form");
      button.disabled = true;
      status.textContent = this.dataset.wait || "…";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements[this.dataset.field || "near"].value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
          form.requestSubmit();
        },
        () => {
          button.disabled = false;
          status.textContent = this.dataset.failed || "";
          form.elements[this.dataset.field || "near"].focus();
        },
        { maximumAge: 6e5, timeout: 15000 },
      );
    });
  }
}
customElements.define("near-me", NearMe);
