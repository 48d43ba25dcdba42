import type { Attachment, Message } from "../api.ts";
import { h, icon, textOf } from "../dom.ts";
import { t } from "../words.ts";

export type CardActs = {
  tap(title: string, payload: string): void;
};

/** The part of a message besides its text. */
export function attachment(
  one: Attachment,
  message: Message,
  acts: CardActs,
): HTMLElement {
  const url = one.url ?? "";
  switch (one.type) {
    case "image":
      return photo(url, one.name ?? t("photo"));
    case "video":
      return h("video", {
        class: "video",
        src: url,
        controls: true,
        preload: "metadata",
      });
    case "audio":
      return h("audio", {
        class: "audio",
        src: url,
        controls: true,
        preload: "metadata",
        "aria-label": t("audio"),
      });
    case "sticker":
      return h("img", { class: "sticker", src: url, alt: t("sticker") });
    case "file":
      return fileCard(one, url);
    case "location":
      return h(
        "p",
        { class: "bubble" },
        `📍 ${textOf(one.payload?.["title"], t("location"))}`,
      );
    case "fallback":
      return linkCard(one.payload);
    case "template":
      return templateCard(one.payload ?? {}, message, acts);
  }
}

function photo(url: string, name: string): HTMLElement {
  return h(
    "button",
    {
      type: "button",
      class: "photo",
      "aria-label": name,
      onclick: (event: Event) => {
        event.stopPropagation();
        enlarge(url, name);
      },
    },
    h("img", { src: url, alt: "" }),
  );
}

function enlarge(url: string, name: string): void {
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": name, onclick: () => dialog.close() },
    h("img", { src: url, alt: name }),
    h(
      "button",
      {
        type: "button",
        class: "icon-button lightbox-close",
        "aria-label": t("close"),
      },
      icon("close"),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function fileCard(one: Attachment, url: string): HTMLElement {
  return h(
    "a",
    { class: "bubble file-card", href: url, target: "_blank", rel: "noopener" },
    h("span", { class: "file-icon" }, icon("file")),
    h(
      "span",
      { class: "file-text" },
      h("span", { class: "file-name" }, one.name ?? t("file")),
      h("span", { class: "file-size" }, sizeText(one.size ?? 0)),
    ),
  );
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function linkCard(payload: Attachment["payload"]): HTMLElement {
  const url = textOf(payload?.["url"]);
  return h(
    "a",
    {
      class: "bubble link-card",
      href: url,
      target: "_blank",
      rel: "noopener noreferrer",
    },
    h("strong", {}, textOf(payload?.["title"], url)),
    h("span", {}, url),
  );
}

type Button = { type?: string; title?: string; url?: string; payload?: string };
type Element = {
  title?: string;
  subtitle?: string;
  image_url?: string;
  buttons?: Button[];
};

function templateCard(
  payload: Record<string, unknown>,
  message: Message,
  acts: CardActs,
): HTMLElement {
  const elements = Array.isArray(payload["elements"])
    ? (payload["elements"] as Element[])
    : [
        {
          title: textOf(payload["text"], message.text ?? t("template")),
          buttons: (payload["buttons"] ?? []) as Button[],
        },
      ];
  return h(
    "div",
    { class: "cards" },
    ...elements.map((element) =>
      h(
        "div",
        { class: "card" },
        element.image_url
          ? h("img", { src: element.image_url, alt: "" })
          : null,
        h(
          "div",
          { class: "card-text" },
          h("strong", {}, element.title ?? ""),
          element.subtitle ? h("span", {}, element.subtitle) : null,
        ),
        ...(element.buttons ?? []).map((button) =>
          button.type === "web_url"
            ? h(
                "a",
                {
                  class: "card-button",
                  href: button.url ?? "",
                  target: "_blank",
                  rel: "noopener noreferrer",
                },
                button.title ?? "",
              )
            : h(
                "button",
                {
                  type: "button",
                  class: "card-button",
                  onclick: () =>
                    acts.tap(button.title ?? "", button.payload ?? ""),
                },
                button.title ?? "",
              ),
        ),
      ),
    ),
  );
}
