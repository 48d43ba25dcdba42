import { api } from "../api.ts";
import { h, icon, sync, textOf } from "../dom.ts";
import {
  currentDraft,
  currentPage,
  currentRow,
  state,
  type DraftFile,
} from "../state.ts";
import { buildTray } from "./tray.ts";
import { t } from "../words.ts";

export type ComposerActs = {
  /** Rejects if the simulator refuses. */
  send(message: Outgoing): Promise<void>;
  editTo(mid: string, text: string): Promise<void>;
  complain(error: unknown): void;
};

export type Outgoing = {
  text?: string;
  attachments?: ({ assetId: string } | { sample: string })[];
  stickerId?: string;
  replyTo?: string | null;
  quickReply?: string;
};

const MAX_HEIGHT_PX = 140;
let nextFileId = 1;

/** The field to write in. Enter sends, Shift+Enter breaks the line, and Enter that
 *  ends a word of an input method does neither. */
export function buildComposer(acts: ComposerActs) {
  const text = h("textarea", {
    class: "text",
    rows: 1,
    "aria-label": t("message"),
    placeholder: t("messageHint"),
    oninput: () => {
      currentDraft().text = text.value;
      fit();
      drawButtons();
    },
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "Escape") leaveMode();
      const isComposing = event.isComposing || event.keyCode === 229;
      if (event.key !== "Enter" || event.shiftKey || isComposing) return;
      event.preventDefault();
      submit();
    },
    onpaste: (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      addFiles(files);
    },
  });
  const picker = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    "aria-label": t("attach"),
    tabindex: -1,
    onchange: () => {
      addFiles([...(picker.files ?? [])]);
      picker.value = "";
    },
  });
  const files = h("ul", { class: "files", "aria-label": t("attach") });
  const mode = h("div", { class: "mode" });
  const quick = h("div", { class: "quick-replies" });
  const tray = buildTray({
    sample: (key, url, type) => addSample(key, url, type),
    sticker: (stickerId) => void go({ stickerId }),
    emoji: (emoji) => {
      text.setRangeText(emoji, text.selectionStart, text.selectionEnd, "end");
      currentDraft().text = text.value;
      drawButtons();
      text.focus();
    },
  });
  const sendButton = h(
    "button",
    { type: "submit", class: "icon-button send", "aria-label": t("send") },
    icon("send"),
  );
  const thumbButton = h(
    "button",
    {
      type: "button",
      class: "icon-button send",
      "aria-label": t("sendThumb"),
      onclick: () =>
        void go({ stickerId: state.samples.stickers[0]?.stickerId ?? "" }),
    },
    icon("thumb"),
  );
  const trayButton = (name: "samples" | "stickers", shape: "photo" | "smile") =>
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": t(name),
        "aria-expanded": "false",
        "data-tray": name,
        onclick: () => {
          state.isTrayOpen = state.isTrayOpen === name ? null : name;
          draw();
        },
      },
      icon(shape),
    );
  const form = h(
    "form",
    {
      class: "composer",
      onsubmit: (event: Event) => {
        event.preventDefault();
        submit();
      },
    },
    quick,
    mode,
    files,
    tray.root,
    h(
      "div",
      { class: "compose-row" },
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": t("attach"),
          onclick: () => picker.click(),
        },
        icon("attach"),
      ),
      trayButton("samples", "photo"),
      h("div", { class: "text-box" }, text, trayButton("stickers", "smile")),
      sendButton,
      thumbButton,
      picker,
    ),
  );

  function submit(): void {
    const draft = currentDraft();
    const words = draft.text.trim();
    if (draft.editing !== null) {
      const mid = draft.editing;
      if (words !== "") void acts.editTo(mid, words).catch(acts.complain);
      leaveMode();
      return;
    }
    if (
      draft.files.some(
        ({ assetId, sample }) => assetId === null && sample === null,
      )
    )
      return;
    const attachments = draft.files.map(({ assetId, sample }) =>
      assetId === null ? { sample: sample ?? "" } : { assetId },
    );
    if (words === "" && attachments.length === 0) return;
    const kept = { ...draft };
    Object.assign(draft, { text: "", files: [], replyTo: null });
    draw();
    // As in Messenger, pictures go as one message and the words as the next.
    void (async () => {
      if (attachments.length > 0)
        await acts.send({ attachments, replyTo: kept.replyTo });
      if (words !== "")
        await acts.send({
          text: words,
          replyTo: attachments.length > 0 ? null : kept.replyTo,
        });
    })().catch((error: unknown) => {
      Object.assign(draft, kept);
      draw();
      acts.complain(error);
    });
  }

  async function go(message: Outgoing): Promise<void> {
    state.isTrayOpen = null;
    const draft = currentDraft();
    const replyTo = draft.replyTo;
    draft.replyTo = null;
    draw();
    try {
      await acts.send({ ...message, replyTo });
    } catch (error) {
      acts.complain(error);
    }
  }

  function addSample(key: string, url: string, type: string): void {
    currentDraft().files.push({
      id: nextFileId++,
      name: key,
      mimeType: `${type}/sample`,
      previewUrl: type === "image" ? url : "",
      assetId: null,
      sample: key,
    });
    state.isTrayOpen = null;
    draw();
    text.focus();
  }

  function addFiles(picked: File[]): void {
    const draft = currentDraft();
    for (const file of picked) {
      const entry: DraftFile = {
        id: nextFileId++,
        name: file.name,
        mimeType: file.type,
        previewUrl: file.type.startsWith("image/")
          ? URL.createObjectURL(file)
          : "",
        assetId: null,
        sample: null,
      };
      draft.files.push(entry);
      api.upload(file).then(
        ({ assetId }) => {
          entry.assetId = assetId;
          draw();
        },
        (error: unknown) => {
          draft.files = draft.files.filter((one) => one !== entry);
          draw();
          acts.complain(error);
        },
      );
    }
    draw();
    text.focus();
  }

  function leaveMode(): void {
    const draft = currentDraft();
    if (draft.editing !== null) draft.text = "";
    draft.editing = null;
    draft.replyTo = null;
    draw();
  }

  function fit(): void {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, MAX_HEIGHT_PX)}px`;
  }

  function drawButtons(): void {
    const draft = currentDraft();
    const isEmpty = draft.text.trim() === "" && draft.files.length === 0;
    const isUploading = draft.files.some(
      ({ assetId, sample }) => assetId === null && sample === null,
    );
    const hadFocus = document.activeElement === sendButton;
    sendButton.hidden = isEmpty;
    thumbButton.hidden = !isEmpty;
    sendButton.disabled = isUploading;
    if (hadFocus && isEmpty) text.focus();
  }

  function drawMode(): void {
    const draft = currentDraft();
    const target = state.chat?.messages.find(
      ({ mid }) => mid === (draft.editing ?? draft.replyTo),
    );
    const whose =
      target?.from === "page" ? (currentPage()?.name ?? "") : t("yourself");
    const words =
      draft.editing !== null ? t("editing") : t("replyingTo", { name: whose });
    mode.hidden = !target;
    mode.replaceChildren(
      h(
        "div",
        { class: "mode-text" },
        h("strong", {}, words),
        h("span", {}, target?.text ?? ""),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button small",
          "aria-label": t("cancel"),
          onclick: leaveMode,
        },
        icon("close"),
      ),
    );
  }

  function drawQuickReplies(): void {
    const last = state.chat?.messages.at(-1);
    const offered = last?.from === "page" ? last.quickReplies : [];
    quick.hidden = offered.length === 0;
    quick.replaceChildren(
      ...offered.map((one) =>
        h(
          "button",
          {
            type: "button",
            class: "quick-reply",
            onclick: () =>
              void go({
                text: textOf(one["title"]),
                quickReply: textOf(one["payload"]),
              }),
          },
          textOf(one["title"]),
        ),
      ),
    );
  }

  function draw(): void {
    if (!currentRow()) return;
    const draft = currentDraft();
    if (text.value !== draft.text) text.value = draft.text;
    text.disabled = state.chat?.blocked ?? false;
    fit();
    drawButtons();
    drawMode();
    drawQuickReplies();
    files.hidden = draft.files.length === 0;
    sync(
      files,
      draft.files.map((file) => ({
        key: String(file.id),
        sign: String(file.assetId),
        build: () => fileChip(file),
      })),
    );
    tray.draw();
    for (const button of form.querySelectorAll<HTMLElement>("[data-tray]"))
      button.setAttribute(
        "aria-expanded",
        String(state.isTrayOpen === button.dataset["tray"]),
      );
  }

  function fileChip(file: DraftFile): HTMLElement {
    const isReady = file.assetId !== null || file.sample !== null;
    return h(
      "li",
      { class: `chip${isReady ? "" : " is-loading"}` },
      file.previewUrl
        ? h("img", { src: file.previewUrl, alt: file.name })
        : h("span", { class: "chip-name" }, icon("file"), file.name),
      h(
        "button",
        {
          type: "button",
          class: "chip-remove",
          "aria-label": t("remove", { name: file.name }),
          onclick: () => {
            const draft = currentDraft();
            draft.files = draft.files.filter((one) => one !== file);
            draw();
            text.focus();
          },
        },
        icon("close"),
      ),
    );
  }

  return { root: form, draw, addFiles, focus: () => text.focus() };
}
