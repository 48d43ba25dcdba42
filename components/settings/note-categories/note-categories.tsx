"use client";

import { StickyNote } from "lucide-react";
import { useTranslations } from "next-intl";
import { labelColor } from "#contract/customers/label-colors.ts";
import {
  createNoteCategorySchema,
  type NoteCategory,
} from "#contract/customers/note-category.ts";
import { TextField } from "#components/forms/fields/text-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";
import { useNoteCategories } from "#components/live/queries/use-note-categories.ts";
import { ColorField } from "#components/settings/color-field.tsx";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { saveRecord } from "#components/settings/save-record.ts";

/** The categories of notes about customers. */
export function NoteCategories() {
  return (
    <ResourcePage<NoteCategory>
      isByName
      noun="note-categories"
      words="noteCategories"
      query={useNoteCategories()}
      icon={<StickyNote />}
      iconOf={({ color }) => <LabelDot color={color} className="size-3" />}
      detailOf={() => null}
      renderDialog={({ item, ...dialog }) => (
        <CategoryForm category={item} {...dialog} />
      )}
    />
  );
}

function CategoryForm({
  category,
  onClose,
  onSaved,
}: {
  category: NoteCategory | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.noteCategories");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createNoteCategorySchema,
    defaultValues: {
      name: category?.name ?? "",
      color: labelColor(category?.color ?? ""),
    },
    save: (values) =>
      saveRecord<NoteCategory>("note-categories", category?.id, values),
    onSaved,
  });
  return (
    <FormDialog
      title={category ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <TextField
        control={form.control}
        name="name"
        label={t("name")}
        maxLength={40}
      />
      <ColorField control={form.control} name="color" />
    </FormDialog>
  );
}
