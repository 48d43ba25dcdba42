import { api, type Message } from "./api.ts";
import { buildChat } from "./chat/chat.ts";
import { buildComposer } from "./chat/composer.ts";
import { goLive } from "./live.ts";
import { showMetaApp } from "./panel/meta-app.ts";
import { askNewCustomer } from "./people/new-customer.ts";
import { buildPanel, OTHER_APP } from "./panel/panel.ts";
import { buildPeople } from "./people/people.ts";
import { currentDraft, state } from "./state.ts";
import { currentLanguage, setLanguage, t } from "./words.ts";

/** Puts the page together: parts draw from `state`, acts go to the simulator,
 *  and what changed there comes back by its events. */
/** Below this the list and the chat take turns. */
const NARROW_PX = 760;
const app = need("app");
const toast = need("toast");
setLanguage(currentLanguage());

const asked = new URLSearchParams(location.search);
const [{ pages }, samples] = await Promise.all([api.world(), api.samples()]);
state.pages = pages;
state.samples = samples;
state.pageId =
  pages.find(({ pageId }) => pageId === asked.get("page"))?.pageId ??
  pages[0]?.pageId ??
  "";
state.rows = await api.rows(state.pageId);
state.personId =
  state.rows.find(
    ({ personId, psid }) =>
      personId === asked.get("person") || psid === asked.get("person"),
  )?.personId ?? null;

let parts = build();
const live = goLive({
  onRows: () => {
    parts.people.draw();
    drawChat();
  },
  onChat: drawChat,
  onPages: () => {
    parts.people.draw();
    drawChat();
  },
  onFaults: () => {
    parts.panel.draw();
    drawChat();
  },
  onTraffic: () => parts.panel.drawTraffic(),
  onLine: drawChat,
});
drawAll();

function build() {
  document.title = t("title");
  need("title").textContent = t("title");
  const composer = buildComposer({
    send: (message) => act("messages", message),
    editTo: (mid, text) => act("edit", { mid, text }),
    complain,
  });
  const chat = buildChat(
    need("chat"),
    {
      back: () => {
        app.dataset["view"] = "people";
      },
      togglePanel: () => {
        state.isPanelOpen = !state.isPanelOpen;
        drawAll();
      },
      getStarted: (payload) =>
        go("postback", { title: t("getStarted"), payload }),
      tap: (title, payload) => go("postback", { title, payload }),
      react: ({ mid }: Message, emoji) => go("reactions", { mid, emoji }),
      unsend: ({ mid }: Message) => go("unsend", { mid }),
      reply: ({ mid }: Message) => {
        Object.assign(currentDraft(), { replyTo: mid, editing: null });
        composer.draw();
        composer.focus();
      },
      edit: ({ mid, text }: Message) => {
        Object.assign(currentDraft(), {
          editing: mid,
          replyTo: null,
          text: text ?? "",
        });
        composer.draw();
        composer.focus();
      },
    },
    composer.root,
  );
  const people = buildPeople(need("people"), {
    choosePage: (pageId) =>
      open(pageId, state.personId, app.dataset["view"] === "chat"),
    choosePerson: (personId) => open(state.pageId, personId, true),
    addCustomer: () => void addCustomer(),
    showMetaApp: () => void showMetaApp(complain).catch(complain),
    chooseLanguage: (language) => {
      setLanguage(language);
      parts = build();
      drawAll();
    },
  });
  const panel = buildPanel(need("panel"), {
    close: () => {
      state.isPanelOpen = false;
      drawAll();
      document.querySelector<HTMLElement>('[data-act="panel"]')?.focus();
    },
    setFaults: (change) => void api.setFaults(change).catch(complain),
    clearFaults: () => void api.clearFaults().catch(complain),
    setCast: (on) => void api.setCast(on).catch(complain),
    block: (blocked) => go("block", { blocked }),
    giveToOther: (on) => go("owner", { appId: on ? OTHER_APP : null }),
    moveWindow: (hoursAgo) => go("window", { hoursAgo }),
  });
  return { composer, chat, people, panel };
}

function drawAll(): void {
  app.classList.toggle("has-panel", state.isPanelOpen);
  parts.people.draw();
  drawChat();
  parts.panel.draw();
}

function drawChat(): void {
  parts.chat.draw();
  parts.composer.draw();
  seeIfLooking();
  if (state.isPanelOpen) parts.panel.draw();
}

/** Whoever has the chat before them reads it. */
function seeIfLooking(): void {
  const { chat } = state;
  const isShown = app.dataset["view"] === "chat" || innerWidth > NARROW_PX;
  if (!chat || !state.autoSeen || document.hidden || !isShown) return;
  const newest = chat.messages.findLast(({ from }) => from === "page");
  if (newest && newest.at > chat.readUntil) go("seen");
}

function open(pageId: string, personId: string | null, isShown: boolean): void {
  state.pageId = pageId;
  state.personId = personId;
  state.chat = null;
  state.isTrayOpen = null;
  app.dataset["view"] = isShown && personId !== null ? "chat" : "people";
  const query = new URLSearchParams({
    page: pageId,
    ...(personId ? { person: personId } : {}),
  });
  history.replaceState(null, "", `/?${query.toString()}`);
  drawAll();
  live.rows();
  live.chat();
  if (isShown && matchMedia("(hover: hover)").matches) parts.composer.focus();
}

async function addCustomer(): Promise<void> {
  const given = await askNewCustomer();
  if (!given) return;
  try {
    const { personId } = await api.newPerson(given);
    state.rows = await api.rows(state.pageId);
    open(state.pageId, personId, true);
  } catch (error) {
    complain(error);
  }
}

/** An act of the person in the open chat. */
async function act(name: string, body: unknown): Promise<void> {
  const { pageId, personId } = state;
  if (personId === null) return;
  await api.act(pageId, personId, name, body);
  if (name === "messages") parts.chat.scrollToEnd();
  live.chat();
}

function go(name: string, body: unknown = {}): void {
  act(name, body).catch(complain);
}

function complain(error: unknown): void {
  const SHOWN_MS = 6_000;
  toast.textContent = error instanceof Error ? error.message : String(error);
  toast.hidden = false;
  setTimeout(() => {
    toast.hidden = true;
  }, SHOWN_MS);
}

function need(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

document.addEventListener("visibilitychange", seeIfLooking);
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files") || !state.personId) return;
  event.preventDefault();
  app.classList.add("is-dragging");
  app.dataset["drop"] = t("dropHere");
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) app.classList.remove("is-dragging");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  app.classList.remove("is-dragging");
  parts.composer.addFiles([...(event.dataTransfer?.files ?? [])]);
});
if (state.personId !== null) app.dataset["view"] = "chat";
