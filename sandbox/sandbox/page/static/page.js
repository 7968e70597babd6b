// Keeps the page live and turns clicks into acts. The server draws everything; this file only morphs it in.
import { chosenOptions, startCombos } from "./combo.js";
import { startComposer } from "./composer.js";
import { confirmed, startMenus } from "./menus.js";

const me = location.pathname.split("/").slice(0, 3).join("/"); // "/as/U0MAYA"
const dirty = new Map(); // field -> the timer that will send what was typed in it
const held = new Map(); // select, group or picker -> how many choices made there are on their way
let lastNotice = Number(document.querySelector("#notice").dataset.ts);

// Acts: everything a person does goes to one address and comes back as a verdict {ok, words}.

export async function act(what) {
  await flush();
  const verdict = await post(`${me}/do`, what);
  await refresh();
  return verdict;
}

// A choice: until the server knows it, no redrawing may take it back.
async function choose(holder, element, value) {
  held.set(holder, (held.get(holder) ?? 0) + 1);
  const { block, action } = element.dataset;
  await post(`${me}/do`, { act: "use", surface: surfaceOf(element), block, action, value });
  held.set(holder, held.get(holder) - 1);
  await refresh();
}

async function post(address, body) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch {
    return { ok: false, words: "The sandbox does not answer. Is it still running?" };
  }
}

function use(element, value) {
  const { block, action } = element.dataset;
  return act({ act: "use", surface: surfaceOf(element), block, action, value });
}

export const surfaceOf = (element) => element.closest("[data-surface]")?.dataset.surface;
export const optionsAddress = (combo, typed) =>
  `${me}/options?` +
  new URLSearchParams({ surface: surfaceOf(combo), block: combo.dataset.block, action: combo.dataset.action, typed });

export async function useCombo(combo) {
  if (!(await confirmed(combo.querySelector("input").id))) return refresh();
  const chosen = chosenOptions(combo);
  return choose(combo, combo, "many" in combo.dataset ? chosen : (chosen[0] ?? null));
}

// Typed text is sent a moment after the last key, and at the latest before any other act.

function typed(field) {
  clearTimeout(dirty.get(field));
  dirty.set(field, setTimeout(() => send(field).then(refresh), 250));
}

async function send(field) {
  clearTimeout(dirty.get(field));
  dirty.set(field, 0);
  const { block, action } = field.dataset;
  const before = field.value;
  await post(`${me}/do`, { act: "use", surface: surfaceOf(field), block, action, value: before });
  if (field.value === before) dirty.delete(field);
}

const flush = () => Promise.all([...dirty.keys()].map(send));

// Live: fetch the page anew and morph it in, leaving alone what the person is in the middle of.

let wanted = false;
let drawing = null;

export function refresh() {
  wanted = true;
  drawing ??= (async () => {
    try {
      while (wanted) {
        wanted = false;
        await draw();
      }
    } finally {
      drawing = null;
    }
  })();
  return drawing;
}

async function draw() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = document.querySelector("#messages");
  const atEnd = list && list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  Idiomorph.morph(document.body, fresh.body.childNodes, {
    morphStyle: "innerHTML",
    ignoreActiveValue: false,
    callbacks: { beforeNodeMorphed: mayMorph, beforeAttributeUpdated: mayChange },
  });
  if (atEnd) showNewest(list);
  openModals();
  notify();
}

// Down to the end, but never past the beginning of the newest message: a long answer is read from its top.
function showNewest(list) {
  const top = (list.lastElementChild?.offsetTop ?? 0) - list.offsetTop - 8;
  list.scrollTop = Math.min(top, list.scrollHeight);
}

const mayMorph = (node) =>
  !held.get(node) && !(node instanceof Element && node.matches("[data-mine], .listbox:popover-open"));

function mayChange(name, node) {
  if (name === "open") return !node.matches("dialog, details");
  if (name === "disabled") return node.id !== "live";
  if (name === "value" || name === "checked") return node !== document.activeElement && !dirty.has(node);
  if (name === "aria-busy") return false;
  if (name === "style" && node.matches("[popover]")) return false; // where it was opened, there it stays
  return !(name.startsWith("aria-") && node.matches("[aria-expanded=true]"));
}

function openModals() {
  for (const dialog of document.querySelectorAll("dialog.modal:not([open])")) {
    dialog.showModal();
    dialog.querySelector("[autofocus], .modal-body :is(input, textarea)")?.focus();
  }
}

let toastTimer;
function notify() {
  const notice = document.querySelector("#notice");
  if (Number(notice.dataset.ts) <= lastNotice) return;
  lastNotice = Number(notice.dataset.ts);
  const toast = document.querySelector("#toast");
  toast.querySelector("p").textContent = notice.textContent;
  toast.hidePopover();
  toast.showPopover(); // now it stands above an open modal, too
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hideToast, 7000);
}

const hideToast = () => document.querySelector("#toast").hidePopover();

// A hidden window lets go of the feed: a browser keeps only six connections to one server.
let feed;
function listen() {
  feed?.close();
  if (document.hidden) return;
  feed = new EventSource(`${me}/feed`);
  feed.onmessage = refresh;
  feed.onopen = () => {
    document.querySelector("#offline").hidden = true;
    refresh();
  };
  feed.onerror = () => (document.querySelector("#offline").hidden = false);
}
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => feed?.close());
listen();
setInterval(refresh, 30_000); // the clock in the top bar

// What people do

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

export function sayAtComposer(verdict) {
  const place = document.querySelector("#composer-trouble");
  if (!place) return;
  place.textContent = verdict.words;
  place.hidden = !verdict.words;
}

const messages = document.querySelector("#messages");
if (messages) showNewest(messages);
document.querySelector("#toast").addEventListener("click", hideToast);
startMenus();
startCombos();
startComposer();
document.querySelector("#live").disabled = false; // from here on somebody listens to buttons and keys
openModals();
const tab = location.pathname.split("/").at(-1);
if (tab === "home" || tab === "dm") act({ act: tab });
