"use client";

import { useLocale, useTranslations } from "next-intl";
import {
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
  type FormEvent,
} from "react";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import { MAX_CUSTOMER_NOTE } from "#contract/customers/note-limit.ts";
import type { NoteChoice } from "#components/inbox/customer/note-choices.tsx";
import { useNoteChange } from "#components/inbox/customer/use-note-change.ts";
import { useNoteMentions } from "#components/inbox/customer/use-note-mentions.ts";
import { MentionList } from "#components/inbox/composer/mentions/mention-list.tsx";
import { lazily } from "#components/page/lazily.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";

const NoteChoices = lazily(
  () => import("#components/inbox/customer/note-choices.tsx"),
);

type Unsent = { text: string; choice: NoteChoice };

/** By customer, what has been typed and not saved: it is there again when the customer is. */
const unsent = new Map<string, Unsent>();

/** Writes a note about a customer, or changes one. "@" names teammates who can read it. */
export function NoteForm({
  customerId,
  note,
  onDone,
}: {
  customerId: string;
  note?: CustomerNote;
  onDone?: () => void;
}) {
  const t = useTranslations("customer");
  const common = useTranslations("common");
  const kept = note ? undefined : unsent.get(customerId);
  const [text, setText] = useState(kept?.text ?? note?.text ?? "");
  const [choice, setChoice] = useState(() => kept?.choice ?? choiceOf(note));
  useEffect(() => {
    if (note) return;
    if (text === "") unsent.delete(customerId);
    else unsent.set(customerId, { text, choice });
  }, [note, customerId, text, choice]);
  const change = useNoteChange(customerId);
  const locale = useLocale();
  const warningId = useId();
  const element = useRef<HTMLTextAreaElement>(null);
  const { list, field, mentions, unreading } = useNoteMentions(customerId, {
    text,
    note,
    choice,
    element,
  });
  const clear = () => {
    setText("");
    setChoice(choiceOf(undefined));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Ctrl+Enter repeats while it is held down.
    if (text.trim() === "" || unreading.length > 0 || change.isPending) return;
    if (note) {
      const body = {
        ...(text === note.text ? {} : { text, mentions }),
        ...changedOf(choiceOf(note), choice),
      };
      change.mutate(
        { id: note.id, method: "PATCH", body },
        { onSuccess: () => onDone?.() },
      );
      return;
    }
    // Another customer may be open once it is saved, and this form gone.
    const sent: Unsent = { text, choice };
    unsent.delete(customerId);
    change
      .mutateAsync({ method: "POST", body: { text, mentions, ...choice } })
      .then(
        () => {
          clear();
          onDone?.();
        },
        () => {
          if (!unsent.has(customerId)) unsent.set(customerId, sent);
        },
      );
  };
  const isOpen = note !== undefined || text !== "";
  return (
    <form onSubmit={submit}>
      <div className="relative">
        {list && <MentionList list={list} />}
        <Textarea
          ref={element}
          aria-label={note ? t("editNote") : t("addNote")}
          aria-autocomplete="list"
          aria-controls={field.listId}
          aria-activedescendant={field.activeId}
          aria-invalid={unreading.length > 0}
          aria-describedby={unreading.length > 0 ? warningId : undefined}
          placeholder={t("notePlaceholder")}
          value={text}
          autoFocus={note !== undefined}
          maxLength={MAX_CUSTOMER_NOTE}
          rows={isOpen ? 3 : 1}
          className={isOpen ? "" : "min-h-9"}
          onChange={(event) => {
            setText(event.target.value);
            field.onCursor(event.target);
          }}
          onSelect={(event) => field.onCursor(event.currentTarget)}
          onBlur={field.onBlur}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || field.onKey(event)) return;
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
              submit(event);
          }}
        />
      </div>
      {unreading.length > 0 && (
        <p
          id={warningId}
          role="alert"
          className="mt-1 text-sm text-destructive"
        >
          {t("noteMentionsUnread", {
            names: new Intl.ListFormat(locale).format(unreading),
          })}
        </p>
      )}
      {isOpen && (
        <>
          <Suspense>
            <NoteChoices note={note} value={choice} onChange={setChoice} />
          </Suspense>
          <div className="mt-2 flex justify-end gap-2">
            <Button
              size="sm"
              onClick={() => {
                clear();
                onDone?.();
              }}
            >
              {common("cancel")}
            </Button>
            <Button
              size="sm"
              type="submit"
              variant="primary"
              busy={change.isPending}
              disabled={text.trim() === ""}
            >
              {note ? common("save") : t("addNote")}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

function choiceOf(note: CustomerNote | undefined): NoteChoice {
  return {
    categoryId: note?.category?.id ?? null,
    audience: note?.audience ?? "everyone",
    departmentId: note?.department?.id ?? null,
  };
}

/** Only what was changed, so that another agent’s change made meanwhile stays. Readers are one choice. Pure. */
function changedOf(before: NoteChoice, after: NoteChoice): Partial<NoteChoice> {
  const { categoryId, audience, departmentId } = after;
  const isSame =
    audience === before.audience && departmentId === before.departmentId;
  return {
    ...(categoryId === before.categoryId ? {} : { categoryId }),
    ...(isSame ? {} : { audience, departmentId }),
  };
}
