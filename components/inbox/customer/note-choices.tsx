"use client";

import { useTranslations } from "next-intl";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import type { NoteAudience } from "#contract/customers/note-audience.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";
import {
  useDepartments,
  useMyself,
} from "#components/live/queries/use-directory.ts";
import { useNoteCategories } from "#components/live/queries/use-note-categories.ts";
import { useScope } from "#components/live/queries/use-scope.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Select, type SelectOption } from "#components/ui/controls/select.tsx";

export type NoteChoice = {
  categoryId: string | null;
  audience: NoteAudience;
  departmentId: string | null;
};

const NONE = "none";
const OF_DEPARTMENT = "department:";

/** The category of a note, and who may read it. */
export default function NoteChoices({
  note,
  value,
  onChange,
}: {
  note: CustomerNote | undefined;
  value: NoteChoice;
  onChange: (value: NoteChoice) => void;
}) {
  const t = useTranslations("customer");
  const categories = useNoteCategories().data ?? [];
  const audiences = useAudiences(note);
  return (
    <div className="mt-2 grid gap-2">
      {categories.length > 0 && (
        <Field label={t("noteCategory")}>
          {(control) => (
            <Select
              {...control}
              value={value.categoryId ?? NONE}
              onValueChange={(chosen) =>
                onChange({
                  ...value,
                  categoryId: chosen === NONE ? null : chosen,
                })
              }
              groups={[
                { value: NONE, label: t("noNoteCategory") },
                ...categories.map(({ id, name, color }) => ({
                  value: id,
                  label: name,
                  icon: <LabelDot color={color} />,
                })),
              ]}
            />
          )}
        </Field>
      )}
      <Field
        label={t("noteReaders")}
        hint={
          value.audience === "author"
            ? t("noteExported")
            : value.audience === "everyone"
              ? undefined
              : t("noteAuthorReads")
        }
      >
        {(control) => (
          <Select
            {...control}
            value={
              value.audience === "department"
                ? OF_DEPARTMENT + (value.departmentId ?? "")
                : value.audience
            }
            onValueChange={(chosen) =>
              onChange({ ...value, ...readers(chosen) })
            }
            groups={audiences}
          />
        )}
      </Field>
    </div>
  );
}

/** The readers that the agent may choose, and those that the note has. */
function useAudiences(note: CustomerNote | undefined): SelectOption[] {
  const t = useTranslations("customer");
  const { id: me } = useMe();
  const myself = useMyself().data;
  const { covers } = useScope();
  const departments = useDepartments().data ?? [];
  const isMine = note === undefined || note.author.id === me;
  const mine = departments.filter(
    ({ id }) =>
      covers(id) ||
      (myself?.departmentIds.includes(id) ?? false) ||
      note?.department?.id === id,
  );
  const isOfDeleted = note?.audience === "department" && !note.department;
  return [
    { value: "everyone", label: t("noteAudience.everyone") },
    ...mine.map(({ id, name }) => ({
      value: OF_DEPARTMENT + id,
      label: t("noteAudience.department", { name }),
    })),
    ...(isOfDeleted
      ? [{ value: OF_DEPARTMENT, label: t("noteLimits.departmentGone") }]
      : []),
    { value: "supervisors", label: t("noteAudience.supervisors") },
    ...(isMine ? [{ value: "author", label: t("noteAudience.author") }] : []),
  ];
}

function readers(chosen: string): Omit<NoteChoice, "categoryId"> {
  if (chosen.startsWith(OF_DEPARTMENT))
    return {
      audience: "department",
      departmentId: chosen.slice(OF_DEPARTMENT.length) || null,
    };
  return { audience: chosen as NoteAudience, departmentId: null };
}
