"use client";

import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import type { CustomerFilter } from "#contract/customers/customer-filter.ts";
import {
  createSegmentSchema,
  MAX_SEGMENT_NAME_CHARACTERS,
  type Segment,
  type SegmentShared,
  type UpdateSegment,
} from "#contract/customers/segment.ts";
import { isSupervising } from "#contract/people/roles.ts";
import { truncate } from "#contract/text/text.ts";
import {
  filterOf,
  textsOf,
  type FilterTexts,
} from "#components/customers/customer-listing.ts";
import { FilterSelects } from "#components/customers/filter-selects.tsx";
import {
  EVERYBODY,
  SharedField,
} from "#components/forms/fields/shared-field.tsx";
import { TextField } from "#components/forms/fields/text-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useDepartments } from "#components/live/queries/use-directory.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { useScope } from "#components/live/queries/use-scope.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { useSegmentUse } from "./delete-segment.tsx";
import { useFilterWords } from "./use-filter-words.ts";

const MAX_SEARCH = 200;

/** Saves a filter as a segment, or changes a saved one. */
export default function SegmentForm({
  segment,
  filter,
  onClose,
  onSaved,
}: {
  segment: Segment | null;
  filter: CustomerFilter;
  onClose: () => void;
  onSaved: (segment: Segment) => void;
}) {
  const t = useTranslations("customers.segments");
  const refresh = useRefresh("segments");
  // Another filter has other customers.
  const refreshList = useRefresh("customers");
  const inUse = useSegmentUse();
  const { q, ...ids } = filter;
  const words = useFilterWords()(ids);
  const suggested = (q ? [q, ...words] : words).join(", ");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createSegmentSchema,
    defaultValues: {
      name: segment?.name ?? truncate(suggested, MAX_SEGMENT_NAME_CHARACTERS),
      shared: segment?.shared ?? null,
      filter,
    },
    save: async (body) => {
      try {
        return await api<Segment>(
          segment ? `/segments/${segment.id}` : "/segments",
          {
            method: segment ? "PATCH" : "POST",
            body: segment ? changesOf(body, segment) : body,
          },
        );
      } catch (error) {
        const words = inUse(error);
        if (words !== null) toast.error(words);
        throw error;
      }
    },
    onSaved: async (saved) => {
      await Promise.all([refresh(), refreshList()]);
      onSaved(saved);
    },
  });
  return (
    <FormDialog
      title={t(segment ? "edit" : "save")}
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
        maxLength={MAX_SEGMENT_NAME_CHARACTERS}
      />
      <Controller
        control={form.control}
        name="filter"
        render={({ field, fieldState }) => (
          <FilterFields
            value={field.value}
            onChange={field.onChange}
            error={fieldState.error ? t("filterNeeded") : null}
          />
        )}
      />
      <Controller
        control={form.control}
        name="shared"
        render={({ field }) => (
          <SegmentShare value={field.value ?? null} onChange={field.onChange} />
        )}
      />
    </FormDialog>
  );
}

/** Only what was changed is sent: words that are shown masked stay as they are. */
function changesOf(
  { name, filter, shared = null }: UpdateSegment & Pick<Segment, "name">,
  old: Segment,
): UpdateSegment {
  const isSame = (a: unknown, b: unknown) =>
    JSON.stringify(a) === JSON.stringify(b);
  return {
    ...(name === old.name ? {} : { name }),
    ...(isSame(filter, old.filter) ? {} : { filter }),
    ...(isSame(shared, old.shared) ? {} : { shared }),
  };
}

function FilterFields({
  value,
  onChange,
  error,
}: {
  value: CustomerFilter;
  onChange: (filter: CustomerFilter) => void;
  error: string | null;
}) {
  const t = useTranslations("customers.segments");
  const texts = textsOf(value);
  const change = (part: Partial<FilterTexts>) =>
    onChange(filterOf({ ...texts, ...part }));
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border p-3">
      <legend className="px-1 text-sm font-medium">{t("filters")}</legend>
      <Field label={t("words")}>
        {(control) => (
          <Input
            {...control}
            value={texts.q}
            maxLength={MAX_SEARCH}
            autoComplete="off"
            onChange={({ target }) => change({ q: target.value })}
          />
        )}
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <FilterSelects texts={texts} onChange={change} hasLabels />
      </div>
      {error && (
        <p role="alert" className="text-xs text-destructive">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** Supervisors share with everyone, and with their departments. */
function SegmentShare({
  value,
  onChange,
}: {
  value: SegmentShared;
  onChange: (shared: SegmentShared) => void;
}) {
  const t = useTranslations("customers.segments");
  const { role } = useMe();
  const { covers } = useScope();
  const supervises = isSupervising(role);
  const shared =
    typeof value === "object" && value ? value.departmentId : value;
  const departments = (useDepartments().data ?? []).filter(
    ({ id }) => (supervises && covers(id)) || shared === id,
  );
  if (!supervises && value === null) return null;
  return (
    <SharedField
      hint={t("sharedHint")}
      hasEverybody
      groupsLabel={t("departments")}
      groups={departments}
      value={shared}
      onChange={(id) =>
        onChange(id === null || id === EVERYBODY ? id : { departmentId: id })
      }
    />
  );
}
