import type { Message, Page } from "../api.ts";
import { attachment, type CardActs } from "./attachment.ts";
import { h, icon } from "../dom.ts";
import { attachmentWord } from "../people/people.ts";
import { clock } from "../time.ts";
import { t } from "../words.ts";

export type BubbleActs = CardActs & {
  react(message: Message, emoji: string | null): void;
  reply(message: Message): void;
  edit(message: Message): void;
  unsend(message: Message): void;
};

export type BubbleInput = {
  message: Message;
  isFirst: boolean;
  isLast: boolean;
  /** The mark under an own message; null: none. */
  mark: "sent" | "delivered" | "seen" | null;
  quoted: Message | null;
  page: Page;
  personName: string;
  acts: BubbleActs;
};

/** Messenger's bar of reactions. */
export const REACTIONS = ["❤️", "😆", "😮", "😢", "😠", "👍"];

/** One message with what can be done to it. The actions are there for pointer
 *  (hover), finger (tap shows them) and keyboard (they take focus). */
export function bubble(input: BubbleInput): HTMLElement {
  const { message, isFirst, isLast, page, acts } = input;
  const isOwn = message.from === "person";
  const sides = `${isOwn ? "from-person" : "from-page"}${isFirst ? " is-first" : ""}${isLast ? " is-last" : ""}`;
  const isGone = message.deletedAt !== null;
  const line = h("article", {
    class: `line ${sides}`,
    "aria-label": `${isOwn ? t("you") : page.name}, ${clock(message.at)}`,
    title: clock(message.at),
  });
  line.append(
    isOwn
      ? ""
      : h("img", {
          class: "line-avatar",
          src: page.logoUrl,
          alt: "",
          "aria-hidden": "true",
        }),
    h(
      "div",
      { class: "stack" },
      input.quoted && !isGone ? quote(input.quoted, page.name) : null,
      h(
        "div",
        { class: "row-bubble" },
        h(
          "div",
          {
            class: "content",
            onclick: () => line.classList.toggle("shows-actions"),
          },
          ...(isGone ? [unsentNote(isOwn)] : content(message, acts)),
          message.reactions.length > 0 ? reactions(message) : null,
        ),
        isGone ? null : actions(input, line),
      ),
      message.numEdit > 0 && !isGone
        ? h("span", { class: "mark" }, t("edited"))
        : null,
      input.mark ? deliveryMark(input.mark, page) : null,
    ),
  );
  if (message.reactions.length > 0) line.classList.add("has-reactions");
  return line;
}

function content(message: Message, acts: BubbleActs): HTMLElement[] {
  const shown = message.attachments.map((one) =>
    attachment(one, message, acts),
  );
  if (message.text !== null && message.text !== "")
    shown.unshift(
      h(
        "p",
        {
          class: isOnlyEmoji(message.text) ? "big-emoji" : "bubble",
          dir: "auto",
        },
        ...linked(message.text),
      ),
    );
  return shown;
}

/** Text with its links made clickable. */
function linked(text: string): (Node | string)[] {
  return text
    .split(/(https?:\/\/[^\s]+)/g)
    .map((part, index) =>
      index % 2 === 1
        ? h(
            "a",
            { href: part, target: "_blank", rel: "noopener noreferrer" },
            part,
          )
        : part,
    );
}

function isOnlyEmoji(text: string): boolean {
  return /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f|\u200d\p{Extended_Pictographic})*\s?){1,3}$/u.test(
    text,
  );
}

function unsentNote(isOwn: boolean): HTMLElement {
  return h("p", { class: "bubble is-gone" }, t(isOwn ? "unsent" : "gone"));
}

function quote(quoted: Message, pageName: string): HTMLElement {
  const text =
    quoted.deletedAt !== null
      ? t("gone")
      : (quoted.text ?? attachmentWord(quoted));
  const whose = quoted.from === "person" ? t("you") : pageName;
  return h(
    "p",
    { class: "quote" },
    h("span", { class: "quote-who" }, icon("reply"), whose),
    text,
  );
}

function reactions(message: Message): HTMLElement {
  const text = message.reactions.map(({ emoji }) => emoji).join("");
  return h(
    "span",
    { class: "reactions", role: "img", "aria-label": text },
    text,
  );
}

function actions(
  { message, acts }: BubbleInput,
  line: HTMLElement,
): HTMLElement {
  const mine =
    message.reactions.find(({ by }) => by === "person")?.emoji ?? null;
  const bar = h(
    "div",
    { class: "reaction-bar", hidden: true },
    ...REACTIONS.map((emoji) =>
      h(
        "button",
        {
          type: "button",
          class: `emoji-button${emoji === mine ? " is-mine" : ""}`,
          "aria-label": t(emoji === mine ? "takeBack" : "reactWith", {
            name: emoji,
          }),
          onclick: () => {
            toggle(bar, false);
            acts.react(message, emoji === mine ? null : emoji);
          },
        },
        emoji,
      ),
    ),
  );
  const menu = h("div", { class: "menu", hidden: true });
  const act = (name: "edit" | "unsend", run: (message: Message) => void) =>
    h(
      "button",
      {
        type: "button",
        class: "menu-item",
        onclick: () => {
          toggle(menu, false);
          run(message);
        },
      },
      t(name),
    );
  if (message.text !== null && !message.postback)
    menu.append(act("edit", acts.edit));
  menu.append(act("unsend", acts.unsend));

  function toggle(part: HTMLElement, open: boolean): void {
    for (const other of [bar, menu]) other.hidden = other !== part || !open;
    line.classList.toggle("is-open", open);
    if (open) {
      part.querySelector("button")?.focus();
      part.scrollIntoView({ block: "nearest" });
    }
  }
  const button = (
    name: "react" | "reply" | "more",
    shape: "smile" | "reply" | "more",
    onclick: () => void,
  ) =>
    h(
      "button",
      {
        type: "button",
        class: "act",
        "aria-label": t(name),
        "data-act": name,
        onclick,
      },
      icon(shape),
    );
  const group = h(
    "div",
    {
      class: "acts",
      onkeydown: (event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        toggle(bar, false);
        group.querySelector("button")?.focus();
      },
      onfocusout: (event: FocusEvent) => {
        if (!group.contains(event.relatedTarget as Node | null))
          toggle(bar, false);
      },
    },
    button("react", "smile", () => toggle(bar, bar.hidden === true)),
    button("reply", "reply", () => acts.reply(message)),
    message.from === "person"
      ? button("more", "more", () => toggle(menu, menu.hidden === true))
      : null,
    bar,
    menu,
  );
  return group;
}

function deliveryMark(
  mark: "sent" | "delivered" | "seen",
  page: Page,
): HTMLElement {
  if (mark !== "seen") return h("span", { class: "mark" }, t(mark));
  return h("img", {
    class: "seen-avatar",
    src: page.logoUrl,
    alt: t("seenBy", { name: page.name }),
    title: t("seenBy", { name: page.name }),
  });
}
