import { h, icon, textOf, type Part } from "../dom.ts";
import type { Page, Row } from "../api.ts";
import { t } from "../words.ts";

/** The parts of the page's Messenger profile that one person sees in their window. */

export type ProfileActs = {
  getStarted(payload: string): void;
  tap(title: string, payload: string): void;
};

type Item = Record<string, unknown>;

/** The greeting, with the person's names filled in; "": none. */
export function greetingOf(page: Page, row: Row): string {
  const text = textOf(entryOf(page, "greeting", row.locale)?.["text"]);
  const names: Record<string, string> = {
    user_first_name: row.firstName,
    user_last_name: row.lastName,
    user_full_name: row.name,
  };
  return text.replaceAll(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => names[name] ?? whole,
  );
}

/** Ice breakers, or else the Get Started button: both are for people who have not written yet. */
export function starters(page: Page, row: Row, acts: ProfileActs): HTMLElement {
  const breakers = actionsOf(entryOf(page, "ice_breakers", row.locale));
  const started = page.messengerProfile["get_started"] as Item | undefined;
  return h(
    "div",
    { class: "starters" },
    ...breakers.map((one) =>
      h(
        "button",
        {
          type: "button",
          class: "quick-reply",
          onclick: () =>
            acts.tap(textOf(one["question"]), textOf(one["payload"])),
        },
        textOf(one["question"]),
      ),
    ),
    breakers.length === 0 && started
      ? h(
          "button",
          {
            type: "button",
            class: "button primary",
            onclick: () => acts.getStarted(textOf(started["payload"])),
          },
          t("getStarted"),
        )
      : null,
  );
}

/** The persistent menu, open or closed; null: the page has none. */
export function menuPart(page: Page, row: Row, acts: ProfileActs): Part | null {
  const items = actionsOf(entryOf(page, "persistent_menu", row.locale));
  if (items.length === 0) return null;
  return {
    key: "menu",
    sign: JSON.stringify([page.pageId, row.personId, items]),
    build: () =>
      h(
        "details",
        { class: "page-menu" },
        h(
          "summary",
          { "aria-label": t("pageMenu"), "data-act": "menu" },
          icon("menu"),
        ),
        h("ul", {}, ...items.map((item) => h("li", {}, menuItem(item, acts)))),
      ),
  };
}

function menuItem(item: Item, acts: ProfileActs): HTMLElement {
  const title = textOf(item["title"]);
  if (item["type"] === "web_url")
    return h(
      "a",
      {
        class: "menu-item",
        href: textOf(item["url"]),
        target: "_blank",
        rel: "noreferrer",
      },
      title,
    );
  const button = h(
    "button",
    {
      type: "button",
      class: "menu-item",
      onclick: () => {
        button.closest("details")?.removeAttribute("open");
        acts.tap(title, textOf(item["payload"]));
      },
    },
    title,
  );
  return button;
}

/** The entry of the person's language, or else the default one. */
function entryOf(page: Page, part: string, locale: string): Item | undefined {
  const entries = page.messengerProfile[part];
  if (!Array.isArray(entries)) return undefined;
  const all = entries as Item[];
  return (
    all.find((entry) => entry["locale"] === locale) ??
    all.find((entry) => entry["locale"] === "default")
  );
}

function actionsOf(entry: Item | undefined): Item[] {
  const actions = entry?.["call_to_actions"];
  return Array.isArray(actions) ? (actions as Item[]) : [];
}
