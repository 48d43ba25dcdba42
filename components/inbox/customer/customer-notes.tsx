"use client";

import { TitledSection } from "#components/ui/marks/titled-section.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import { MAX_CUSTOMER_NOTE } from "#contract/customers/note-limit.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { dateAndTime, fullTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The team’s notes about a customer. */
export function CustomerNotes({
  customerId,
  mayEdit,
}: {
  customerId: string;
  mayEdit: boolean;
}) {
  const t = useTranslations("customer");
  const { data: notes = [] } = useQuery({
    queryKey: liveKey("customer-notes", customerId),
    queryFn: async ({ signal }) =>
      (
        await api<Page<CustomerNote>>(`/customers/${customerId}/notes`, {
          signal,
        })
      ).items,
  });
  if (!mayEdit && notes.length === 0) return null;
  return (
    <TitledSection title={t("notes")}>
      {notes.length > 0 && (
        <ul className="mb-2 space-y-2">
          {notes.map((note) => (
            <Note key={note.id} note={note} mayEdit={mayEdit && note.mayEdit} />
          ))}
        </ul>
      )}
      {mayEdit && <NoteForm customerId={customerId} />}
    </TitledSection>
  );
}

function Note({ note, mayEdit }: { note: CustomerNote; mayEdit: boolean }) {
  const t = useTranslations("customer");
  const common = useTranslations("common");
  const locale = useLocale();
  const [isEditing, setEditing] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const change = useNoteChange(note.customerId);
  if (isEditing)
    return (
      <li>
        <NoteForm
          customerId={note.customerId}
          note={note}
          onDone={() => setEditing(false)}
        />
      </li>
    );
  return (
    <li className="rounded-md border border-note-border bg-note px-3 py-2 text-sm">
      <p className="bidi break-words whitespace-pre-wrap">{note.text}</p>
      <div className="mt-1 flex flex-wrap items-center gap-x-1 text-xs text-muted-foreground">
        {note.pinned && (
          <Pin aria-label={t("pinned")} role="img" className="size-3" />
        )}
        <span className="min-w-0 flex-1">
          <span className="bidi">{note.author.name}</span>
          {" · "}
          <time
            dateTime={note.createdAt}
            title={fullTime(locale, note.createdAt)}
          >
            {dateAndTime(locale, note.createdAt)}
          </time>
          {note.editedAt !== null && ` · ${t("noteEdited")}`}
        </span>
        {mayEdit && (
          <span className="-me-1.5 flex">
            <IconButton
              label={note.pinned ? t("unpinNote") : t("pinNote")}
              size="icon-sm"
              onClick={() =>
                change.mutate({
                  id: note.id,
                  method: "PATCH",
                  body: { pinned: !note.pinned },
                })
              }
            >
              {note.pinned ? <PinOff /> : <Pin />}
            </IconButton>
            <IconButton
              label={t("editNote")}
              size="icon-sm"
              onClick={() => setEditing(true)}
            >
              <Pencil />
            </IconButton>
            <IconButton
              label={t("deleteNote")}
              size="icon-sm"
              onClick={() => setDeleting(true)}
            >
              <Trash2 />
            </IconButton>
          </span>
        )}
      </div>
      {isDeleting && (
        <ConfirmDialog
          open
          onOpenChange={setDeleting}
          title={t("deleteNoteTitle")}
          description={t("deleteNoteText")}
          action={common("delete")}
          onConfirm={() =>
            change
              .mutateAsync({ id: note.id, method: "DELETE" })
              .catch(() => undefined)
          }
        />
      )}
    </li>
  );
}

function NoteForm({
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
  const [text, setText] = useState(note?.text ?? "");
  const change = useNoteChange(customerId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    change.mutate(
      note
        ? { id: note.id, method: "PATCH", body: { text } }
        : { method: "POST", body: { text } },
      {
        onSuccess: () => {
          if (!note) setText("");
          onDone?.();
        },
      },
    );
  };
  const isOpen = note !== undefined || text !== "";
  return (
    <form onSubmit={submit}>
      <Textarea
        aria-label={note ? t("editNote") : t("addNote")}
        placeholder={t("notePlaceholder")}
        value={text}
        autoFocus={note !== undefined}
        maxLength={MAX_CUSTOMER_NOTE}
        rows={isOpen ? 3 : 1}
        className={isOpen ? "" : "min-h-9"}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
            submit(event);
        }}
      />
      {isOpen && (
        <div className="mt-2 flex justify-end gap-2">
          <Button
            size="sm"
            onClick={() => {
              setText("");
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
      )}
    </form>
  );
}

type Change = {
  id?: string;
  method: "POST" | "PATCH" | "DELETE";
  body?: object;
};

function useNoteChange(customerId: string) {
  const words = useErrorWords();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, method, body }: Change) =>
      api(`/customers/${customerId}/notes${id === undefined ? "" : `/${id}`}`, {
        method,
        body,
      }),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({
          queryKey: liveKey("customer-notes", customerId),
        }),
        queryClient.invalidateQueries({
          queryKey: liveKey("customer-timeline", customerId),
        }),
      ]),
    onError: (error) => toast.error(words(error)),
  });
}
