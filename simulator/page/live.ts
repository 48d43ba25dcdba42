import { api } from "./api.ts";
import { state } from "./state.ts";

type Hooks = {
  onRows(): void;
  onChat(): void;
  onPages(): void;
  onFaults(): void;
  onTraffic(): void;
  onLine(): void;
};

/** Keeps `state` what the simulator says: an event names what changed, and
 *  that is fetched again. After a lost connection everything is. */
export function goLive(hooks: Hooks) {
  const rows = once(async () => {
    const pageId = state.pageId;
    const fetched = await api.rows(pageId);
    if (pageId !== state.pageId) return;
    state.rows = fetched;
    hooks.onRows();
  });
  const chat = once(async () => {
    const { pageId, personId } = state;
    if (personId === null) {
      state.chat = null;
      hooks.onChat();
      return;
    }
    const fetched = await api.chat(pageId, personId);
    if (pageId !== state.pageId || personId !== state.personId) return;
    state.chat = fetched;
    hooks.onChat();
  });
  const pages = once(async () => {
    state.pages = (await api.world()).pages;
    hooks.onPages();
  });
  const faults = once(async () => {
    state.faults = await api.faults();
    state.castOn = (await api.cast()).on;
    hooks.onFaults();
  });

  const stream = new EventSource("/_sim/events");
  stream.onopen = () => {
    state.isOnline = true;
    hooks.onLine();
    for (const refresh of [pages, rows, chat, faults]) refresh();
  };
  stream.onerror = () => {
    state.isOnline = false;
    hooks.onLine();
  };
  stream.onmessage = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as {
      type: string;
      pageId?: string;
      personId?: string;
    };
    switch (event.type) {
      case "chat":
        if (event.pageId === state.pageId) rows();
        if (event.pageId === state.pageId && event.personId === state.personId)
          chat();
        break;
      case "people":
        rows();
        break;
      case "world":
        pages();
        break;
      case "faults":
      case "cast":
        faults();
        break;
      case "graph":
      case "delivery":
        hooks.onTraffic();
        break;
    }
  };
  return { rows, chat, pages, faults };
}

/** Runs one at a time; calls that come meanwhile end in one more run. */
function once(act: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;
  const run = async () => {
    if (isRunning) {
      isWanted = true;
      return;
    }
    isRunning = true;
    do {
      isWanted = false;
      // A failed fetch means the simulator is gone; the stream says so too.
      await act().catch(() => {});
    } while (isWanted);
    isRunning = false;
  };
  return () => void run();
}
