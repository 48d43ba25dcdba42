import type { Message, Page, Row } from "../api.ts";
import { bubble, type BubbleActs } from "./bubble.ts";
import { h, icon, sync, type Part } from "../dom.ts";
import { greetingOf, menuPart, starters, type ProfileActs } from "./profile.ts";
import { currentPage, currentRow, state } from "../state.ts";
import { divider } from "../time.ts";
import { t } from "../words.ts";

export type ChatActs = BubbleActs &
  ProfileActs & {
    back(): void;
    togglePanel(): void;
  };

/** A pause this long gets a time line of its own. */
const GAP_MS = 20 * 60_000;
/** Messages closer than this hang together. */
const GROUP_MS = 60_000;
/** Nearer to the end than this counts as reading the newest, px. */
const NEAR_END_PX = 120;

/** The open conversation: head, messages, and under them the composer. */
export function buildChat(
  root: HTMLElement,
  acts: ChatActs,
  composer: HTMLElement,
) {
  const head = h("header", { class: "chat-head" });
  const log = h("div", { class: "log", role: "log", tabindex: 0 });
  const notice = h("p", { class: "notice", role: "status" });
  const nobody = h(
    "div",
    { class: "nobody" },
    h("img", { src: "/page/mark.svg", alt: "", width: 72, height: 72 }),
    h("p", {}, t("pick")),
  );
  const menu = h("div", { class: "page-menu-place" });
  root.replaceChildren(head, log, notice, menu, composer, nobody);
  let shownChat = "";
  let isAtEnd = true;

  function draw(): void {
    const page = currentPage();
    const row = currentRow();
    const { chat } = state;
    const isOpen = page !== null && row !== null;
    for (const part of [head, log, menu, composer]) part.hidden = !isOpen;
    nobody.hidden = isOpen;
    notice.hidden = true;
    if (!isOpen) return;
    const open = menuPart(page, row, acts);
    sync(menu, open ? [open] : []);
    drawHead(head, page.name, page.logoUrl, row.name, acts);
    log.setAttribute("aria-label", t("conversation", { name: page.name }));
    if (!chat || chat.personId !== row.personId) return;
    const note = noticeText(row.name, chat.blocked);
    notice.hidden = note === null;
    notice.textContent = note ?? "";
    const key = `${chat.pageId}:${chat.personId}`;
    const isNewChat = key !== shownChat;
    if (isNewChat) isAtEnd = true;
    shownChat = key;
    sync(log, parts(acts));
    stay();
  }

  // Whoever reads the newest message goes on reading it when a late picture
  // makes the log taller or an open tray makes it shorter.
  log.addEventListener("scroll", () => {
    isAtEnd = isNearEnd(log);
  });
  const stay = () => {
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  };
  log.addEventListener("load", stay, true);
  log.addEventListener("loadedmetadata", stay, true);
  new ResizeObserver(stay).observe(log);

  return {
    draw,
    scrollToEnd: () => {
      isAtEnd = true;
      stay();
    },
  };
}

function isNearEnd(log: HTMLElement): boolean {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
}

function noticeText(name: string, isBlocked: boolean): string | null {
  if (!state.isOnline) return t("offline");
  if (isBlocked) return t("blockedNote", { name });
  const page = currentPage();
  if (page && Object.keys(page.subscribed).length === 0) return t("noWebhook");
  return null;
}

function drawHead(
  head: HTMLElement,
  pageName: string,
  logoUrl: string,
  personName: string,
  acts: ChatActs,
): void {
  const faults = countFaults();
  sync(head, [
    {
      key: "head",
      sign: JSON.stringify([
        pageName,
        logoUrl,
        personName,
        faults,
        state.isPanelOpen,
      ]),
      build: () =>
        h(
          "div",
          { class: "chat-head-row" },
          h(
            "button",
            {
              type: "button",
              class: "icon-button back",
              "aria-label": t("back"),
              "data-act": "back",
              onclick: acts.back,
            },
            icon("back"),
          ),
          h("img", { class: "avatar", src: logoUrl, alt: "" }),
          h(
            "div",
            { class: "chat-title" },
            h("h2", {}, pageName),
            h("p", {}, t("chattingAs", { name: personName })),
          ),
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label":
                faults > 0
                  ? `${t("panel")}: ${t("faultsOn", { n: faults })}`
                  : t("panel"),
              "aria-expanded": String(state.isPanelOpen),
              "aria-controls": "panel",
              "data-act": "panel",
              onclick: acts.togglePanel,
            },
            icon("tune"),
            faults > 0
              ? h(
                  "span",
                  { class: "dot", "aria-hidden": "true" },
                  String(faults),
                )
              : null,
          ),
        ),
    },
  ]);
}

/** The number of switches that are not off. */
export function countFaults(): number {
  const ignored = new Set([
    "rateLimitedMinutes",
    "sendTimeoutCount",
    "blockedAs",
  ]);
  return Object.entries(state.faults ?? {}).filter(
    ([name, value]) =>
      !ignored.has(name) &&
      value !== false &&
      value !== "off" &&
      value !== null &&
      value !== 0,
  ).length;
}

function parts(acts: ChatActs): Part[] {
  const { chat } = state;
  const page = currentPage();
  const row = currentRow();
  if (!chat || !page || !row) return [];
  const all: Part[] = [];
  if (chat.messages.length === 0) all.push(welcome(page, row, acts));
  const lastOwn = chat.messages.findLast(({ from }) => from === "person");
  const lastOwnSeen = chat.messages.findLast(
    ({ from, state: seen }) => from === "person" && seen === "seen",
  );
  chat.messages.forEach((message, index) => {
    const before = chat.messages[index - 1];
    const after = chat.messages[index + 1];
    if (!before || message.at - before.at > GAP_MS) all.push(timeLine(message));
    const isFirst = !before || !together(before, message);
    const isLast = !after || !together(message, after);
    const quoted = message.replyTo
      ? (chat.messages.find(({ mid }) => mid === message.replyTo) ?? null)
      : null;
    const mark =
      message.mid === lastOwnSeen?.mid
        ? "seen"
        : message.mid === lastOwn?.mid
          ? message.state
          : null;
    all.push({
      key: message.mid,
      sign: JSON.stringify([
        message,
        isFirst,
        isLast,
        mark,
        quoted?.text,
        quoted?.deletedAt,
        page.logoUrl,
      ]),
      build: () =>
        bubble({
          message,
          isFirst,
          isLast,
          mark,
          quoted,
          page,
          personName: row.name,
          acts,
        }),
    });
  });
  if (chat.pageTyping)
    all.push({
      key: "typing",
      sign: page.pageId,
      build: () => typingDots(page.name, page.logoUrl),
    });
  return all;
}

function together(one: Message, next: Message): boolean {
  return one.from === next.from && next.at - one.at < GROUP_MS;
}

function timeLine(message: Message): Part {
  const text = divider(message.at);
  return {
    key: `time:${message.mid}`,
    sign: text,
    build: () => h("p", { class: "time-line" }, text),
  };
}

function typingDots(name: string, logoUrl: string): HTMLElement {
  return h(
    "div",
    { class: "line from-page is-last typing" },
    h("img", { class: "line-avatar", src: logoUrl, alt: "" }),
    h(
      "div",
      {
        class: "bubble typing-bubble",
        role: "img",
        "aria-label": t("typing", { name }),
      },
      h("span", { class: "typing-dot" }),
      h("span", { class: "typing-dot" }),
      h("span", { class: "typing-dot" }),
    ),
  );
}

function welcome(page: Page, row: Row, acts: ChatActs): Part {
  const { name, logoUrl, messengerProfile } = page;
  return {
    key: "welcome",
    sign: JSON.stringify([name, logoUrl, messengerProfile, row.locale]),
    build: () =>
      h(
        "div",
        { class: "welcome" },
        h("img", { src: logoUrl, alt: "", width: 84, height: 84 }),
        h("h3", {}, name),
        h("p", {}, greetingOf(page, row) || t("emptyChat", { name })),
        starters(page, row, acts),
      ),
  };
}
