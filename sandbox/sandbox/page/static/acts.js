// Everything a person does goes to one address and comes back as a verdict {ok, words}.
import { dirty, held, me, refresh } from "./live.js";

export async function act(what) {
  await flush();
  const verdict = await post(`${me}/do`, what);
  await refresh();
  return verdict;
}

// A choice: until the server knows it, no redrawing may take it back.
export async function choose(holder, element, value) {
  held.set(holder, (held.get(holder) ?? 0) + 1);
  const { block, action } = element.dataset;
  await post(`${me}/do`, { act: "use", surface: surfaceOf(element), block, action, value });
  held.set(holder, held.get(holder) - 1);
  await refresh();
}

export async function post(address, body) {
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

export function use(element, value) {
  const { block, action } = element.dataset;
  return act({ act: "use", surface: surfaceOf(element), block, action, value });
}

export const surfaceOf = (element) => element.closest("[data-surface]")?.dataset.surface;

// Typed text is sent a moment after the last key, and at the latest before any other act.

export function typed(field) {
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
