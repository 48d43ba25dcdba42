import type { Message, Row } from "../api.ts";
import { h, icon, sync } from "../dom.ts";
import { state } from "../state.ts";
import { brief } from "../time.ts";
import {
  currentLanguage,
  isLanguage,
  LANGUAGES,
  t,
  type Word,
} from "../words.ts";

export type PeopleActs = {
  choosePage(pageId: string): void;
  choosePerson(personId: string): void;
  addCustomer(): void;
  showMetaApp(): void;
  chooseLanguage(language: keyof typeof LANGUAGES): void;
};

/** With fewer people than this a search field is only in the way. */
const SEARCH_FROM = 8;
const MAX_ROWS = 200;

/** The left column: page selector, the people one can be, and below them the developer's side and the language. */
export function buildPeople(root: HTMLElement, acts: PeopleActs) {
  root.setAttribute("aria-label", t("customers"));
  const page = h("select", {
    class: "select page-select",
    "aria-label": t("page"),
    onchange: () => acts.choosePage(page.value),
  });
  const language = h("select", {
    class: "select language-select",
    "aria-label": t("language"),
    onchange: () => {
      if (isLanguage(language.value)) acts.chooseLanguage(language.value);
    },
  });
  for (const [code, name] of Object.entries(LANGUAGES))
    language.append(
      h("option", { value: code, selected: code === currentLanguage() }, name),
    );
  const search = h("input", {
    type: "search",
    class: "search-input",
    placeholder: t("search"),
    "aria-label": t("search"),
    value: state.query,
    oninput: () => {
      state.query = search.value;
      draw();
    },
  });
  const searchBox = h("div", { class: "search" }, icon("search"), search);
  const list = h("ul", { class: "rows", "aria-label": t("customers") });
  const empty = h("p", { class: "rows-empty" }, t("noCustomers"));

  root.replaceChildren(
    h(
      "header",
      { class: "people-head" },
      h("img", { src: "/page/mark.svg", alt: "", width: 32, height: 32 }),
      h("p", { class: "brand" }, t("title")),
    ),
    h(
      "div",
      { class: "people-tools" },
      page,
      h(
        "button",
        { class: "button primary", type: "button", onclick: acts.addCustomer },
        icon("add"),
        t("newCustomer"),
      ),
    ),
    searchBox,
    list,
    empty,
    h(
      "footer",
      { class: "people-foot" },
      h(
        "button",
        { class: "quiet", type: "button", onclick: acts.showMetaApp },
        t("source"),
      ),
      h("a", { class: "quiet", href: "/api-channel" }, t("apiChannel")),
      h("a", { class: "quiet", href: "/meta-side" }, t("metaSide")),
      h("a", { class: "quiet", href: "/lead-form" }, t("leadForm")),
      language,
    ),
  );

  function draw(): void {
    const options = state.pages.map(({ pageId, name }) =>
      h("option", { value: pageId, selected: pageId === state.pageId }, name),
    );
    page.replaceChildren(...options);
    const query = state.query.trim().toLowerCase();
    const shown = state.rows
      .filter(({ name }) => name.toLowerCase().includes(query))
      .slice(0, MAX_ROWS);
    searchBox.hidden = state.rows.length < SEARCH_FROM;
    empty.hidden = shown.length > 0;
    sync(
      list,
      shown.map((row) => ({
        key: row.personId,
        sign: JSON.stringify([row, row.personId === state.personId]),
        build: () => rowItem(row, acts),
      })),
    );
  }

  return { draw };
}

function rowItem(row: Row, acts: PeopleActs): HTMLElement {
  const isCurrent = row.personId === state.personId;
  const { lastMessage } = row;
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: `row${isCurrent ? " is-current" : ""}${row.unread > 0 ? " is-unread" : ""}`,
        "aria-current": isCurrent ? "true" : null,
        "data-act": "row",
        onclick: () => acts.choosePerson(row.personId),
      },
      h("img", {
        class: "avatar",
        src: row.avatarUrl,
        alt: "",
        loading: "lazy",
      }),
      h(
        "span",
        { class: "row-text" },
        h("span", { class: "row-name" }, row.name),
        row.pageTyping
          ? h("span", { class: "row-snippet is-typing" }, t("typingShort"))
          : h(
              "span",
              { class: "row-snippet" },
              lastMessage ? snippet(lastMessage) : "",
            ),
      ),
      h(
        "span",
        { class: "row-side" },
        lastMessage ? h("time", {}, brief(lastMessage.at)) : null,
        row.unread > 0
          ? h(
              "span",
              { class: "badge", "aria-label": t("unread", { n: row.unread }) },
              String(row.unread),
            )
          : null,
      ),
    ),
  );
}

type Glimpse = Pick<Message, "from" | "text" | "attachments" | "deletedAt">;

/** A message in a few words. */
export function snippet(message: Glimpse): string {
  if (message.deletedAt !== null)
    return t(message.from === "person" ? "unsent" : "gone");
  const text = message.text ?? attachmentWord(message);
  return message.from === "person" ? t("youSaid", { text }) : text;
}

const ATTACHMENT_WORDS: Record<string, Word> = {
  image: "photo",
  video: "video",
  audio: "audio",
  file: "file",
  sticker: "sticker",
  location: "location",
  fallback: "link",
  template: "template",
};

export function attachmentWord(message: Glimpse): string {
  return t(ATTACHMENT_WORDS[message.attachments[0]?.type ?? ""] ?? "file");
}
