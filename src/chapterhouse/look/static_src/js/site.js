/* Small helpers of the pages. Every one of them improves something that already works without it. */
import "./check-in-list.js";
import "./confirm-button.js";
import "./copy-link.js";
import "./live-preview.js";
import "./local-time.js";
import "./near-me.js";
import "./world-map.js";

document.documentElement.classList.add("js");

/* Browsers without invoker commands: open and close dialogs by `command` and `commandfor`. */
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[commandfor]");
    const target = button && document.getElementById(button.getAttribute("commandfor"));
    if (button?.getAttribute("command") === "show-modal") target?.showModal();
    if (button?.getAttribute("command") === "close") target?.close();
  });
}

/* A form that is on its way is not sent twice. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});

/* Open menus close on Escape and when one presses elsewhere. */
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

/* Rows that do not fit on a phone: show the place where we are. */
for (const here of document.querySelectorAll(".tabs [aria-current], .demo-bar [aria-pressed=true]")) {
  const list = here.closest("ul");
  const [row, spot] = [list.getBoundingClientRect(), here.getBoundingClientRect()];
  list.scrollLeft += spot.left + spot.width / 2 - row.left - row.width / 2;
}

/* A search field above a list that is all here: `data-filter-list` names the list, which shrinks while one types. */
document.addEventListener("input", (event) => {
  const list = document.getElementById(event.target.dataset?.filterList);
  if (!list) return;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const wanted = fold(event.target.value.trim());
  for (const item of list.children) item.hidden = !fold(item.textContent).includes(wanted);
});

/* Move to the summary of errors, so that it is read out. */
document.querySelector(".error-summary")?.focus();
