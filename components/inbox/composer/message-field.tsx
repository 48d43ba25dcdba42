"use client";

import { useTranslations } from "next-intl";
import type { ClipboardEvent, KeyboardEvent, Ref } from "react";
import { MAX_REPLY_CHARACTERS } from "#contract/channels/rules/reply-limits.ts";
import type { TypedField } from "#components/inbox/composer/use-typed-list.ts";
import { textOf, useDraftValue } from "#components/live/stores/draft-store.ts";
import { undoLast } from "#components/page/toast.ts";
import { cn } from "#components/ui/class-names.ts";

// Key code that browsers report while an input method handles a key.
const IME_KEY_CODE = 229;

/** Id of the one composer on the page, for keys and commands. */
export const COMPOSER_FIELD_ID = "composer";

/**
 * A field that grows with its text. Enter sends, Shift+Enter adds a line, Ctrl or ⌘ with Shift+Enter sends and
 * closes; Enter inside an input method only chooses.
 */
export function MessageField({
  ref,
  threadId,
  isNote,
  isDisabled,
  placeholder,
  typed,
  onChange,
  onBlur,
  onSubmit,
  onSubmitAndClose,
  onFiles,
  onEscape,
}: {
  ref: Ref<HTMLTextAreaElement>;
  threadId: string;
  isNote: boolean;
  isDisabled: boolean;
  placeholder: string | undefined;
  /** The list that what is typed opens. */
  typed: TypedField;
  onChange: (value: string) => void;
  onBlur: () => void;
  onSubmit: () => void;
  /** Undefined: it cannot be closed from here. */
  onSubmitAndClose: (() => void) | undefined;
  onFiles: (files: readonly File[]) => void;
  /** True: there was something to cancel, and the field keeps the focus. */
  onEscape: () => boolean;
}) {
  const t = useTranslations("composer");
  const value = useDraftValue(threadId, textOf);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { nativeEvent } = event;
    if (nativeEvent.isComposing || nativeEvent.keyCode === IME_KEY_CODE) return;
    if (typed.onKey(event)) return;
    if (isUndoKey(event) && event.currentTarget.value === "" && undoLast()) {
      event.preventDefault();
      return;
    }
    if (event.key === "Escape" && !onEscape()) event.currentTarget.blur();
    if (event.key !== "Enter" || event.altKey) return;
    if (event.shiftKey) {
      if (!onSubmitAndClose || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      onSubmitAndClose();
      return;
    }
    event.preventDefault();
    onSubmit();
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = [...event.clipboardData.files];
    // Office programs copy an image of the text beside the text. The text is meant then.
    if (files.length === 0 || event.clipboardData.types.includes("text/plain"))
      return;
    event.preventDefault();
    onFiles(files);
  };
  return (
    <textarea
      ref={ref}
      id={COMPOSER_FIELD_ID}
      dir="auto"
      rows={1}
      value={value}
      disabled={isDisabled}
      maxLength={MAX_REPLY_CHARACTERS}
      aria-label={isNote ? t("noteLabel") : t("label")}
      placeholder={
        placeholder ?? (isNote ? t("notePlaceholder") : t("placeholder"))
      }
      enterKeyHint="send"
      aria-autocomplete="list"
      aria-controls={typed.listId}
      aria-activedescendant={typed.activeId}
      onChange={(event) => {
        onChange(event.target.value);
        typed.onCursor(event.target);
      }}
      onSelect={(event) => typed.onCursor(event.currentTarget)}
      onBlur={() => {
        typed.onBlur();
        onBlur();
      }}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      className={cn(
        "field-size block max-h-[min(40dvh,22rem)] min-h-11 max-md:max-h-[28dvh] w-full resize-none bg-transparent px-3 py-2.5 text-base outline-none placeholder:text-subtle disabled:cursor-not-allowed touch:text-lg",
        isNote && "text-note-foreground placeholder:text-note-foreground/70",
      )}
    />
  );
}

/** In an empty field, Ctrl/⌘ Z has nothing of its own to undo. */
function isUndoKey({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent) {
  return (
    key.toLowerCase() === "z" && (ctrlKey || metaKey) && !shiftKey && !altKey
  );
}
