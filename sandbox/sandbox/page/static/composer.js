// The composer: Enter sends, Shift+Enter breaks the line, "/" at the start offers the commands.
import { act } from "./acts.js";

const form = document.querySelector("#composer");
const box = document.querySelector("#composer-text");
const list = document.querySelector("#commands");

export function startComposer() {
  if (!form) return;
  const draft = `draft ${location.pathname}`;
  box.value ||= sessionStorage.getItem(draft) ?? "";
  box.addEventListener("input", () => {
    sessionStorage.setItem(draft, box.value);
    suggest();
  });
  box.addEventListener("blur", () => (list.hidden = true));
  box.addEventListener("keydown", key);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    complete(event.target.closest("[role=option]"));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(draft);
  });
}

async function send(draft) {
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  list.hidden = true;
  sessionStorage.removeItem(draft);
  sayAtComposer({ words: "" });
  const messages = document.querySelector("#messages");
  messages?.scrollTo(0, messages.scrollHeight);
  sayAtComposer(await act({ act: "type", text, channel: form.dataset.channel }));
}

export function sayAtComposer(verdict) {
  const place = document.querySelector("#composer-trouble");
  if (!place) return;
  place.textContent = verdict.words;
  place.hidden = !verdict.words;
}

function key(event) {
  if (event.isComposing) return;
  const active = list.hidden ? null : list.querySelector("[aria-selected=true]");
  if (event.key === "Escape") list.hidden = true;
  else if (active && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const options = visible();
    mark(options.at((options.indexOf(active) + (event.key === "ArrowDown" ? 1 : -1)) % options.length));
  } else if (active && (event.key === "Tab" || (event.key === "Enter" && box.value.trim() !== active.dataset.command))) {
    event.preventDefault();
    complete(active);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  }
}

const visible = () => [...list.children].filter((option) => !option.hidden);

function suggest() {
  const typed = box.value;
  for (const option of list.children) option.hidden = !option.dataset.command.startsWith(typed);
  list.hidden = !typed.startsWith("/") || !visible().length;
  if (!list.hidden) mark(visible()[0]);
}

function mark(chosen) {
  for (const option of list.children) option.setAttribute("aria-selected", String(option === chosen));
  box.setAttribute("aria-activedescendant", chosen.id);
}

function complete(option) {
  if (!option) return;
  box.value = `${option.dataset.command} `;
  box.dispatchEvent(new Event("input"));
  box.focus();
}
