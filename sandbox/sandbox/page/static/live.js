// Keeps the page live: fetches it anew on each change and morphs it in, but for what the person is in the middle of.

export const me = location.pathname.split("/").slice(0, 3).join("/"); // "/as/U0MAYA"
export const dirty = new Map(); // field -> the timer that will send what was typed in it
export const held = new Map(); // select, group or picker -> how many choices made there are on their way

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
export function showNewest(list) {
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

export function openModals() {
  for (const dialog of document.querySelectorAll("dialog.modal:not([open])")) {
    dialog.showModal();
    dialog.querySelector("[autofocus], .modal-body :is(input, textarea)")?.focus();
  }
}

let lastNotice = Number(document.querySelector("#notice").dataset.ts);
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

export const hideToast = () => document.querySelector("#toast").hidePopover();

// A hidden window lets go of the feed: a browser keeps only six connections to one server.
let feed;
export function listen() {
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
addEventListener("pagehide", () => feed?.close());
