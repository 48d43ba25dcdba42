import { currentLanguage } from "../../page/words.ts";
import { api } from "./api.ts";
import { appSection } from "./app-section.ts";
import { pageSection } from "./page-section.ts";
import { t } from "./words.ts";

/** Meta's side of every page: each switch acts at once. */

document.documentElement.lang = currentLanguage();
document.title = t("title");
need("title").textContent = t("title");
need("messenger").textContent = t("messenger");

const stream = new EventSource("/_sim/events");
stream.onmessage = ({ data }: MessageEvent<string>) => {
  const { type } = JSON.parse(data) as { type: string };
  if (type === "world") void draw().catch(complain);
};

async function draw(): Promise<void> {
  const { apps, pages } = await api.world();
  const focused = document.activeElement?.id ?? "";
  // Text that is being typed into an app's fields stays.
  if (!need("apps").contains(document.activeElement))
    need("apps").replaceChildren(...apps.map((app) => appSection(app, run)));
  need("pages").replaceChildren(...pages.map((page) => pageSection(page, run)));
  document.getElementById(focused)?.focus();
}

/** Does it, then shows how things are; a refusal is shown in its own words. */
function run(act: () => Promise<unknown>): void {
  void act().then(draw).catch(complain);
}

function complain(error: unknown): void {
  const SHOWN_MS = 6_000;
  const toast = need("toast");
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
