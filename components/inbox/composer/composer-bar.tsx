"use client";

import {
  CircleCheck,
  MessageSquareQuote,
  Mic,
  Paperclip,
  SendHorizontal,
  StickyNote,
  Zap,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef, type ReactNode } from "react";
import type { TextRules } from "#contract/channels/rules/split-text.ts";
import { lengthIn } from "#contract/channels/rules/text-length.ts";
import { useDraftValue } from "#components/live/stores/draft-store.ts";
import { useShownKey } from "#components/live/stores/keymap.ts";
import { EmojiButton } from "#components/inbox/composer/emoji/emoji-button.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";

// The counter appears at this share of the limit.
const COUNTER_FROM = 0.8;

export function ComposerBar({
  threadId,
  rules,
  isNote,
  isDisabled,
  canSend,
  onSend,
  onSendAndClose,
  onFiles,
  onVoice,
  onEmoji,
  onCanned,
  onMacros,
  later,
}: {
  threadId: string;
  rules: TextRules;
  isNote: boolean;
  isDisabled: boolean;
  canSend: boolean;
  onSend: () => void;
  /** Left out: the conversation cannot be closed from here. */
  onSendAndClose: (() => void) | undefined;
  onFiles: (files: readonly File[]) => void;
  /** Left out: no voice note can be recorded here. */
  onVoice: (() => void) | undefined;
  onEmoji: (emoji: string) => void;
  /** Left out: there are no canned replies here. */
  onCanned: (() => void) | undefined;
  /** Left out: there are no macros here. */
  onMacros: (() => void) | undefined;
  /** The button of "Send later"; null for a note. */
  later: ReactNode;
}) {
  const t = useTranslations("composer");
  const macros = useTranslations("macros");
  const macroKeys = useShownKey("macros");
  const fileId = useId();
  const file = useRef<HTMLInputElement>(null);
  return (
    <div className="flex items-center gap-0.5 px-1.5 pb-1.5 max-sm:flex-wrap">
      <label htmlFor={fileId} className="sr-only">
        {t("attach")}
      </label>
      <input
        ref={file}
        id={fileId}
        type="file"
        multiple
        tabIndex={-1}
        disabled={isDisabled}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // Lets the same file be chosen again.
          event.target.value = "";
        }}
      />
      <IconButton
        label={t("attachButton")}
        disabled={isDisabled}
        onClick={() => file.current?.click()}
      >
        <Paperclip />
      </IconButton>
      {onVoice && (
        <IconButton
          label={t("voice.title")}
          disabled={isDisabled}
          onClick={onVoice}
        >
          <Mic />
        </IconButton>
      )}
      <EmojiButton disabled={isDisabled} onEmoji={onEmoji} />
      {onCanned && (
        <IconButton
          label={t("canned.title")}
          keys="/"
          disabled={isDisabled}
          onClick={onCanned}
        >
          <MessageSquareQuote />
        </IconButton>
      )}
      {onMacros && (
        <IconButton label={macros("menu")} keys={macroKeys} onClick={onMacros}>
          <Zap />
        </IconButton>
      )}
      <div className="flex-1" />
      {!isNote && <Counter threadId={threadId} rules={rules} />}
      {later}
      {onSendAndClose && (
        <IconButton
          label={t("sendAndClose")}
          keys="Ctrl ⇧ Enter"
          // A phone has no room for it beside the others.
          className="max-sm:hidden"
          disabled={!canSend}
          onClick={onSendAndClose}
        >
          <CircleCheck />
        </IconButton>
      )}
      <Button
        variant="primary"
        disabled={!canSend}
        onClick={onSend}
        aria-keyshortcuts="Enter"
        className={cn(
          isNote &&
            "bg-note-foreground text-note hover:bg-note-foreground/90 active:bg-note-foreground/90",
        )}
      >
        {isNote ? <StickyNote /> : <SendHorizontal />}
        {/* A phone has no room for the word beside the other buttons. */}
        <span className="max-sm:sr-only">
          {isNote ? t("addNote") : t("send")}
        </span>
      </Button>
    </div>
  );
}

function Counter({
  threadId,
  rules: { textLimit, textUnit },
}: {
  threadId: string;
  rules: TextRules;
}) {
  const t = useTranslations("composer");
  const length = useDraftValue(threadId, ({ text }) => {
    const length = lengthIn(textUnit, text);
    return length < textLimit * COUNTER_FROM ? 0 : length;
  });
  if (length === 0) return null;
  return (
    <span
      role="status"
      className={cn(
        // Beside a phone's buttons it would push Send out of the window.
        "px-2 text-xs whitespace-nowrap text-muted-foreground tabular-nums max-sm:order-first max-sm:basis-full max-sm:text-end",
        length > textLimit && "text-warning",
      )}
    >
      <span aria-hidden>
        {length} / {textLimit}
      </span>
      <span className="sr-only">
        {t("counter", { length, limit: textLimit })}
      </span>
    </span>
  );
}
