import { h, icon } from "../dom.ts";
import { state } from "../state.ts";
import { t, type Word } from "../words.ts";

export type TrayActs = {
  sample(key: string, url: string, type: string): void;
  sticker(stickerId: string): void;
  emoji(emoji: string): void;
};

const EMOJI = [..."😀😂😊😍🤔😅😭😡🙏👍👎👏❤️🔥🎉✨☕📦💡🚚"].filter(
  (one) => one !== "\ufe0f",
);

const KIND_WORDS: Record<string, Word> = {
  audio: "audio",
  video: "video",
  file: "file",
};

/** The drawer above the text: sample photos and files, or emoji and stickers. */
export function buildTray(acts: TrayActs) {
  const root = h("div", { class: "tray" });

  function draw(): void {
    root.hidden = state.isTrayOpen === null;
    if (root.dataset["kind"] === (state.isTrayOpen ?? "")) return;
    root.dataset["kind"] = state.isTrayOpen ?? "";
    if (state.isTrayOpen === "samples") root.replaceChildren(samples());
    else if (state.isTrayOpen === "stickers")
      root.replaceChildren(emoji(), stickers());
    else root.replaceChildren();
  }

  function samples(): HTMLElement {
    return h(
      "div",
      { class: "sample-grid", role: "group", "aria-label": t("samples") },
      ...state.samples.files.map(({ key, url, type }) =>
        h(
          "button",
          {
            type: "button",
            class: "sample",
            "aria-label": type === "image" ? key : null,
            onclick: () => acts.sample(key, url, type),
          },
          type === "image"
            ? h("img", { src: url, alt: "", loading: "lazy" })
            : h(
                "span",
                { class: "sample-file" },
                icon("file"),
                t(KIND_WORDS[type] ?? "file"),
              ),
        ),
      ),
    );
  }

  function emoji(): HTMLElement {
    return h(
      "div",
      { class: "emoji-grid" },
      ...EMOJI.map((one) =>
        h(
          "button",
          {
            type: "button",
            class: "emoji-button",
            "aria-label": one,
            onclick: () => acts.emoji(one),
          },
          one,
        ),
      ),
    );
  }

  function stickers(): HTMLElement {
    return h(
      "div",
      { class: "sticker-grid" },
      ...state.samples.stickers.map(({ stickerId, url }, index) =>
        h(
          "button",
          {
            type: "button",
            class: "sticker-button",
            "aria-label": `${t("sticker")} ${index + 1}`,
            onclick: () => acts.sticker(stickerId),
          },
          h("img", { src: url, alt: "", width: 56, height: 56 }),
        ),
      ),
    );
  }

  return { root, draw };
}
