// Switches on the components' own scripts, and saves what an owner types; every page works without it.
import { initAll } from "./govuk-frontend-6.3.0.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

const PAUSE = 1000; // after the last key
const LARGEST_KEPT_ALIVE = 60000; // browsers send no more than 64 KB for a page that is going away

for (const form of document.querySelectorAll("form[data-drafts]")) {
  saveDraftsOf(form);
}

function saveDraftsOf(form) {
  const said = form.querySelector("[data-drafts-said]");
  let changed = false;
  let timer = 0;
  let sending = false;
  let over = false;

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
    stamp();
  });
  addEventListener("pagehide", saveInPassing);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveInPassing();
  });

  // Which save is the newer one: the store keeps no older words of this page over newer ones.
  function stamp() {
    form.elements.place.value = String(Date.now());
  }

  function fields() {
    stamp();
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") typed.append(name, value);
    }
    return typed;
  }

  function send(typed, keepalive) {
    return fetch(form.dataset.drafts, { method: "POST", body: typed, keepalive, credentials: "same-origin" });
  }

  function saveInPassing() {
    if (!changed || over) return;
    clearTimeout(timer);
    changed = false;
    const typed = fields();
    send(typed, typed.toString().length < LARGEST_KEPT_ALIVE).catch(() => { changed = true; });
  }

  async function save() {
    if (!changed || over) return;
    if (sending) {
      timer = setTimeout(save, PAUSE);
      return;
    }
    sending = true;
    changed = false;
    try {
      const answer = await send(fields(), false);
      if (answer.status === 409) {
        over = true;
        say("This page is out of date, so it does not save by itself. Press a button below to save.");
      } else {
        if (!answer.ok) throw new Error(String(answer.status));
        const { at } = await answer.json();
        say(`${at.in_browser ? "Kept in this browser" : "Draft saved"} at ${at.time}. ${count()}`);
      }
    } catch {
      changed = true;
      say("What you typed could not be saved just now. It is still on this page, and will be tried again.");
      timer = setTimeout(save, 10 * PAUSE);
    }
    sending = false;
  }

  function count() {
    const blocks = [...form.querySelectorAll("[data-action]")];
    const answered = blocks.filter((block) => block.querySelector("input[type=radio]:checked")).length;
    return blocks.length > 1 ? `${answered} of ${blocks.length} answered on this page. Nothing is sent yet.` : "It is not sent yet.";
  }

  function say(words) {
    if (said) said.textContent = words;
  }
}
