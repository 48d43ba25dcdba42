import { h } from "../../page/dom.ts";
import { api, type Page } from "./api.ts";
import { choice, ticks, type Run } from "./controls.ts";
import { t } from "./words.ts";

const DAY_MS = 86_400_000;
const SOON_DAYS = 3;
const NORMAL_DAYS = 90;

const SCOPES = [
  "pages_show_list",
  "pages_messaging",
  "pages_manage_metadata",
  "pages_read_engagement",
  "business_management",
  "leads_retrieval",
];
const TASKS = [
  "MESSAGING",
  "MANAGE",
  "MODERATE",
  "CREATE_CONTENT",
  "ADVERTISE",
  "ANALYZE",
];

type Token = Page["tokens"][number];

/** One page: token, access to data, permissions, tasks, subscription and webhooks. */
export function pageSection(page: Page, run: Run): HTMLElement {
  const id = (name: string) => `page-${page.pageId}-${name}`;
  const change = (what: object) => run(() => api.changePage(page, what));
  const [token] = page.tokens;
  const [fields] = Object.values(page.subscribed);
  return h(
    "section",
    { "aria-label": page.name },
    h("h2", {}, page.name),
    h(
      "div",
      { class: "switches" },
      choice(
        id("token"),
        t("token"),
        {
          valid: t("valid"),
          endsSoon: t("endsSoon"),
          expired: t("expired"),
          password: t("password"),
          removed: t("removed"),
        },
        tokenState(token),
        (state) => change(tokenChange(state)),
      ),
      choice(
        id("data"),
        t("dataAccess"),
        { valid: t("valid"), endsSoon: t("endsSoon"), ended: t("ended") },
        dataState(token),
        (state) => change({ dataAccessEndsAt: dataEnd(state) }),
      ),
      choice(
        id("webhooks"),
        t("webhooks"),
        {
          normal: t("normal"),
          held: t("held"),
          dropped: t("dropped"),
          wrong_signature: t("wrongSignature"),
        },
        page.webhooks,
        (webhooks) => change({ webhooks }),
      ),
      choice(
        id("fields"),
        t("subscription"),
        {
          ...(fields
            ? { kept: t("asSubscribed", { count: String(fields.length) }) }
            : {}),
          messages: t("messagesOnly"),
          none: t("unsubscribed"),
        },
        fields ? "kept" : "none",
        (state) => {
          if (state !== "kept")
            change({ subscribedFields: state === "none" ? [] : ["messages"] });
        },
      ),
    ),
    ticks(id("scopes"), t("scopes"), SCOPES, token?.scopes ?? [], (scopes) =>
      change({ scopes }),
    ),
    ticks(id("tasks"), t("tasks"), TASKS, page.tasks, (tasks) =>
      change({ tasks }),
    ),
  );
}

function tokenState(token: Token | undefined): string {
  if (token?.deadSubcode === 460) return "password";
  if (token?.deadSubcode === 458) return "removed";
  if (token === undefined || token.expiresAt === 0) return "valid";
  return token.expiresAt > Date.now() ? "endsSoon" : "expired";
}

function tokenChange(state: string): object {
  const dead = { password: 460, removed: 458 }[state] ?? null;
  return { deadSubcode: dead, tokenExpiresAt: tokenEnd(state) };
}

function tokenEnd(state: string): number | null {
  if (state === "endsSoon") return Date.now() + SOON_DAYS * DAY_MS;
  return state === "expired" ? Date.now() - 1_000 : null;
}

function dataState(token: Token | undefined): string {
  const leftMs = (token?.dataAccessEndsAt ?? Infinity) - Date.now();
  if (leftMs <= 0) return "ended";
  return leftMs <= SOON_DAYS * DAY_MS ? "endsSoon" : "valid";
}

function dataEnd(state: string): number {
  if (state === "ended") return Date.now() - 1_000;
  const days = state === "endsSoon" ? SOON_DAYS : NORMAL_DAYS;
  return Date.now() + days * DAY_MS;
}
