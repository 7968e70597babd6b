// Menus (popovers placed beside what opened them, walked with the arrow keys) and confirm dialogs.

export function startMenus() {
  document.addEventListener("toggle", opened, true);
  document.addEventListener("keydown", walk);
}

export function placeBeside(popover, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = innerHeight - at.bottom - 8;
  const top = height > below && at.top > below ? Math.max(8, at.top - height - 4) : at.bottom + 4;
  popover.style.top = `${top}px`;
  popover.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
}

function opened(event) {
  const popover = event.target;
  if (event.newState !== "open" || !popover.matches(".menu")) return;
  placeBeside(popover, document.querySelector(`[popovertarget="${popover.id}"]`));
  popover.querySelector("[role=menuitem], a")?.focus();
}

function walk(event) {
  const menu = event.target.closest?.(".menu:popover-open");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const items = [...menu.querySelectorAll("[role=menuitem], a")];
  if (!items.length) return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
}

// The question that belongs to an element, if it has one; true means: go on.
export function confirmed(id) {
  const dialog = document.getElementById(`${id}-confirm`);
  if (!dialog) return Promise.resolve(true);
  dialog.returnValue = "";
  for (const button of dialog.querySelectorAll("button")) button.onclick = () => dialog.close(button.value);
  dialog.showModal();
  return new Promise((decide) =>
    dialog.addEventListener("close", () => decide(dialog.returnValue === "yes"), { once: true }),
  );
}
