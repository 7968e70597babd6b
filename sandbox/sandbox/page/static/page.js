// What people do: turns clicks, keys and choices into acts. The server draws everything; live.js morphs it in.
import { act, choose, post, surfaceOf, typed, use } from "./acts.js";
import { startCombos } from "./combo.js";
import { sayAtComposer, startComposer } from "./composer.js";
import { hideToast, listen, me, openModals, refresh, showNewest } from "./live.js";
import { confirmed, startMenus } from "./menus.js";

async function busy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button, a[data-action]");
  if (!button) return;
  if (button.dataset.clock) return busy(button, () => post(`${me}/clock`, { move: button.dataset.clock }).then(refresh));
  if ("trouble" in button.dataset) return busy(button, () => makeTrouble(button.dataset.trouble || null));
  if (button.dataset.act === "submit") return; // the form's submit event
  if (button.dataset.act) {
    const { act: name, callback } = button.dataset;
    button.closest("[popover]")?.hidePopover();
    const opener = document.querySelector(`[popovertarget="${button.closest("[popover]")?.id}"]`) ?? button;
    return busy(opener, () => act({ act: name, callback, surface: surfaceOf(button) }).then(sayAtComposer));
  }
  if (!button.dataset.action) return;
  const menu = button.closest("[popover]");
  const opener = menu ? document.querySelector(`[popovertarget="${menu.id}"]`) : button;
  menu?.hidePopover();
  if (!(await confirmed(menu?.dataset.confirmId ?? button.id))) return;
  const option = button.dataset.option;
  busy(opener, () => use(button, option ? JSON.parse(option) : null));
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".modal-form")) return;
  event.preventDefault();
  const button = event.target.querySelector("[data-act=submit]");
  if (button) busy(button, () => act({ act: "submit", surface: surfaceOf(button) }));
});

// Esc closes a modal as Slack would: by telling the app.
document.addEventListener(
  "cancel",
  (event) => {
    if (!event.target.matches("dialog.modal")) return;
    event.preventDefault();
    act({ act: "close", surface: event.target.id });
  },
  true,
);

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.matches(".field[data-action]:not(.picker)")) typed(field);
});

document.addEventListener("change", async (event) => {
  const field = event.target;
  if (field.closest("#trouble-menu")) {
    return makeTrouble(field.name, field.type === "number" ? field.value : field.checked);
  }
  const choices = field.closest(".choices");
  if (!choices && !field.matches(".picker")) return;
  if (!(await confirmed(choices?.id ?? field.id))) return location.reload();
  if (!choices) return choose(field, field, field.value || null);
  const chosen = [...choices.querySelectorAll(":checked")].map((box) => JSON.parse(box.dataset.option));
  choose(choices, field, field.type === "radio" ? chosen[0] : chosen);
});

// A number that can't be stays as it was typed, with the reason beneath, until it is mended; so does one that is on its
// way. Of two answers that overtook each other only the later question's counts.
let amounts = 0;
async function makeTrouble(name, value = null) {
  const field = document.querySelector("#retry-after");
  const turn = name === "retry_after" || !name ? ++amounts : 0;
  if (name === "retry_after") field.toggleAttribute("data-mine", true);
  const { words } = await post(`${me}/trouble`, { name, value });
  if (turn && turn === amounts) {
    document.querySelector("#retry-after-wrong").textContent = words;
    field.toggleAttribute("data-mine", !!words);
    field.setAttribute("aria-invalid", !!words);
  }
  await refresh();
}

const messages = document.querySelector("#messages");
if (messages) showNewest(messages);
document.querySelector("#toast").addEventListener("click", hideToast);
document.addEventListener("visibilitychange", listen);
listen();
setInterval(refresh, 30_000); // the clock in the top bar
startMenus();
startCombos();
startComposer();
document.querySelector("#live").disabled = false; // from here on somebody listens to buttons and keys
openModals();
const tab = location.pathname.split("/").at(-1);
if (tab === "home" || tab === "dm") act({ act: tab });
