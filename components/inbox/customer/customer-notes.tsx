"use client";

import { TitledSection } from "#components/ui/marks/titled-section.tsx";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { useCallback, useState } from "react";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import { NoteForm } from "#components/inbox/customer/note-form.tsx";
import { NoteMarks } from "#components/inbox/customer/note-marks.tsx";
import { useNoteChange } from "#components/inbox/customer/use-note-change.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useReadShown } from "#components/live/queries/use-read-shown.ts";
import { RichText } from "#components/inbox/text/rich-text.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useNoteCategories } from "#components/live/queries/use-note-categories.ts";
import { useHasStayed } from "#components/page/has-stayed.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { dateAndTime, fullTime } from "#components/words/times.ts";

const ALL = "all";
const NONE: CustomerNote[] = [];

/** The team’s notes about a customer, as far as the agent may read them. */
export default function CustomerNotes({
  customerId,
  mayEdit,
}: {
  customerId: string;
  mayEdit: boolean;
}) {
  const t = useTranslations("customer");
  const [category, setCategory] = useState(ALL);
  const categories = useNoteCategories().data ?? [];
  // One that was deleted meanwhile filters no longer.
  const isFiltered = categories.some(({ id }) => id === category);
  const { data: notes = NONE } = useQuery({
    enabled: useHasStayed(),
    queryKey: liveKey("customer-notes", customerId, isFiltered && category),
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (
        await api<Page<CustomerNote>>(`/customers/${customerId}/notes`, {
          query: { category: isFiltered ? category : undefined },
          signal,
        })
      ).items,
  });
  useReadShown(
    useCallback(
      ({ detail }) => notes.some(({ id }) => id === detail["noteId"]),
      [notes],
    ),
  );
  if (!mayEdit && !isFiltered && notes.length === 0) return null;
  const hasCategories = notes.some((note) => note.category !== null);
  return (
    <TitledSection title={t("notes")}>
      {(isFiltered || hasCategories) && (
        <Select
          aria-label={t("noteFilter")}
          value={isFiltered ? category : ALL}
          onValueChange={setCategory}
          className="mb-2"
          groups={[
            { value: ALL, label: t("allNoteCategories") },
            ...categories.map(({ id, name, color }) => ({
              value: id,
              label: name,
              icon: <LabelDot color={color} />,
            })),
          ]}
        />
      )}
      {isFiltered && notes.length === 0 && (
        <p className="mb-2 text-sm text-muted-foreground">
          {t("noNotesInCategory")}
        </p>
      )}
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

/** A notification leads to this note. */
function scrollTo(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "center" });
}

function Note({ note, mayEdit }: { note: CustomerNote; mayEdit: boolean }) {
  const t = useTranslations("customer");
  const common = useTranslations("common");
  const locale = useLocale();
  const [isEditing, setEditing] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const change = useNoteChange(note.customerId);
  const isAsked = useSearchParams().get("note") === note.id;
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
    <li
      ref={isAsked ? scrollTo : undefined}
      className={cn(
        "rounded-md border border-note-border bg-note px-3 py-2 text-sm",
        isAsked && "ring-2 ring-ring",
      )}
    >
      <NoteMarks {...note} />
      <RichText text={note.text} mentions={note.mentions} />
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
