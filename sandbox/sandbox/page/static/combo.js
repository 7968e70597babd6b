// Selects: a box to type in with a list below. Static lists are filtered here, external ones asked of the app.
import { choose, surfaceOf } from "./acts.js";
import { me, refresh } from "./live.js";
import { confirmed, placeBeside } from "./menus.js";

const parts = (combo) => ({ box: combo.querySelector("input"), list: combo.querySelector(".listbox") });
const labelOf = (option) => option.querySelector("span").textContent;
const shown = (list) => [...list.querySelectorAll("[role=option]:not([hidden])")];
const many = (combo) => "many" in combo.dataset;
let asked = 0;
let pause;

function chosenOptions(combo) {
  const marked = many(combo) ? combo.querySelectorAll(".chip") : [parts(combo).box];
  return [...marked].filter((item) => item.dataset.option).map((item) => JSON.parse(item.dataset.option));
}

async function send(combo) {
  if (!(await confirmed(combo.querySelector("input").id))) return refresh();
  const chosen = chosenOptions(combo);
  return choose(combo, combo, many(combo) ? chosen : (chosen[0] ?? null));
}

export function startCombos() {
  on("click", (combo, event) => {
    if (event.target.closest(".chip button")) return remove(combo, event.target.closest(".chip"));
    const option = event.target.closest("[role=option]");
    if (option) pick(combo, option);
    else if (event.target === parts(combo).box) {
      event.target.select(); // what is typed now replaces what was chosen
      open(combo);
    }
  });
  on("mousedown", (combo, event) => event.target.closest(".listbox") && event.preventDefault());
  on("input", (combo) => open(combo, { typing: true }));
  on("focusout", (combo) => close(combo));
  on("keydown", (combo, event) => key(combo, event));
}

function on(name, handle) {
  const heard = (event) => {
    const combo = event.target.closest?.(".combo");
    if (combo) handle(combo, event);
  };
  document.addEventListener(name, heard, name === "keydown"); // before menus and the composer hear the key
}

function open(combo, { typing = false } = {}) {
  const { box, list } = parts(combo);
  if ("external" in combo.dataset) ask(combo, typing ? box.value : "");
  else filter(combo, typing ? box.value : "");
  if (!list.matches(":popover-open")) list.showPopover();
  list.style.width = `${box.offsetWidth}px`;
  box.setAttribute("aria-expanded", "true");
  placeBeside(list, box);
}

function close(combo) {
  const { box, list } = parts(combo);
  if (list.matches(":popover-open")) list.hidePopover();
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
  asked += 1;
  const had = box.getAttribute("value") ?? "";
  if (!many(combo) && had && box.value === "") {
    box.removeAttribute("value");
    delete box.dataset.option;
    send(combo);
  } else box.value = many(combo) ? "" : had;
}

function filter(combo, typed) {
  const { list } = parts(combo);
  const words = typed.trim().toLowerCase();
  for (const option of list.querySelectorAll("[role=option]")) {
    option.hidden = !option.textContent.toLowerCase().includes(words);
    option.classList.remove("active");
  }
  list.querySelector(".say")?.remove();
  if (!shown(list).length) say(list, "Nothing fits", { keep: true });
}

const optionsAddress = (combo, typed) =>
  `${me}/options?` +
  new URLSearchParams({ surface: surfaceOf(combo), block: combo.dataset.block, action: combo.dataset.action, typed });

function ask(combo, typed) {
  const { box, list } = parts(combo);
  const least = Number(combo.dataset.min);
  clearTimeout(pause);
  const turn = ++asked;
  if (typed.length < least) return say(list, `Type ${least === 1 ? "a letter" : `${least} letters`} or more`);
  if (!shown(list).length) say(list, "Loading …");
  pause = setTimeout(async () => {
    const answer = await fetch(optionsAddress(combo, typed)).catch(() => null);
    if (turn !== asked) return;
    const { html, words } = (await answer?.json()) ?? { words: "The sandbox does not answer." };
    if (turn !== asked) return;
    if (html) list.innerHTML = html;
    else say(list, words || "Nothing fits");
    placeBeside(list, box);
  }, 150);
}

function say(list, words, { keep = false } = {}) {
  const line = document.createElement("li");
  line.className = "say";
  line.role = "presentation";
  line.textContent = words;
  if (keep) list.append(line);
  else list.replaceChildren(line);
}

function pick(combo, option) {
  const { box, list } = parts(combo);
  if (many(combo)) {
    const most = Number(combo.dataset.max ?? Infinity);
    const there = [...combo.querySelectorAll(".chip")].find((chip) => chip.dataset.option === option.dataset.option);
    if (there) return remove(combo, there);
    if (combo.querySelectorAll(".chip").length >= most) return;
    combo.querySelector(".chips").append(chip(labelOf(option), option.dataset.option));
    box.value = "";
  } else {
    box.value = labelOf(option);
    box.setAttribute("value", labelOf(option));
    box.dataset.option = option.dataset.option;
  }
  if (list.matches(":popover-open")) list.hidePopover();
  box.setAttribute("aria-expanded", "false");
  send(combo);
}

function chip(label, option) {
  const item = document.createElement("li");
  item.className = "chip";
  item.dataset.option = option;
  const cross = document.createElement("button");
  cross.type = "button";
  cross.textContent = "×";
  cross.setAttribute("aria-label", `Remove ${label}`);
  item.append(label, cross);
  return item;
}

function remove(combo, item) {
  item.remove();
  send(combo);
}

function key(combo, event) {
  const { box, list } = parts(combo);
  const isOpen = list.matches(":popover-open");
  if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    event.stopPropagation();
    list.hidePopover();
    box.setAttribute("aria-expanded", "false");
  } else if (event.key === "Backspace" && many(combo) && !box.value) {
    const last = combo.querySelector(".chip:last-child");
    if (last) remove(combo, last);
  } else if (["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    if (!isOpen) open(combo);
    move(box, list, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && isOpen) {
    event.preventDefault();
    const options = shown(list);
    const option = list.querySelector(".active") ?? (options.length === 1 ? options[0] : null);
    if (option) pick(combo, option);
  }
}

function move(box, list, step) {
  const options = shown(list);
  if (!options.length) return;
  const at = options.findIndex((option) => option.classList.contains("active"));
  options[at]?.classList.remove("active");
  const next = options.at(at < 0 && step < 0 ? -1 : (at + step) % options.length);
  next.classList.add("active");
  next.id ||= `${list.id}-${options.indexOf(next)}`;
  next.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", next.id);
}
