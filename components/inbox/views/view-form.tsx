"use client";

import {
  EVERYBODY,
  SharedField,
} from "#components/forms/fields/shared-field.tsx";
import { TextField } from "#components/forms/fields/text-field.tsx";
import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { isSupervising } from "#contract/people/roles.ts";
import { truncate } from "#contract/text/text.ts";
import {
  createViewSchema,
  MAX_VIEW_NAME_CHARACTERS,
  type SavedView,
  type ViewFilter,
  type ViewShared,
} from "#contract/threads/view.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useQueues } from "#components/live/queries/use-directory.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";

/** Saves a filter as a view, or changes a saved one's name and sharing. */
export default function ViewForm({
  view,
  name = "",
  filter,
  onClose,
  onSaved,
}: {
  view: SavedView | null;
  /** The suggested name of a new one. */
  name?: string;
  filter: ViewFilter;
  onClose: () => void;
  onSaved: (view: SavedView) => void;
}) {
  const t = useTranslations("views");
  const refresh = useRefresh("views");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: createViewSchema,
    defaultValues: {
      name: view?.name ?? truncate(name, MAX_VIEW_NAME_CHARACTERS),
      shared: view?.shared ?? null,
      filter,
    },
    save: ({ name, shared = null }) =>
      api<SavedView>(view ? `/views/${view.id}` : "/views", {
        method: view ? "PATCH" : "POST",
        body: { name, shared, ...(view ? {} : { filter }) },
      }),
    onSaved: async (saved) => {
      await refresh();
      onSaved(saved);
    },
  });
  return (
    <FormDialog
      title={t(view ? "edit" : "save")}
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
        maxLength={MAX_VIEW_NAME_CHARACTERS}
      />
      <Controller
        control={form.control}
        name="shared"
        render={({ field }) => (
          <ViewShare value={field.value ?? null} onChange={field.onChange} />
        )}
      />
    </FormDialog>
  );
}

/** Queues' managers share with their queues, supervisors with everyone. */
function ViewShare({
  value,
  onChange,
}: {
  value: ViewShared;
  onChange: (shared: ViewShared) => void;
}) {
  const t = useTranslations("views");
  const { role, manages } = useThreadManager();
  const supervises = isSupervising(role);
  const shared = typeof value === "object" && value ? value.queueId : value;
  const queues = (useQueues().data ?? []).filter(
    ({ id }) => supervises || manages.includes(id) || shared === id,
  );
  if (!supervises && queues.length === 0 && value === null) return null;
  return (
    <SharedField
      hint={t("sharedHint")}
      hasEverybody={supervises || shared === EVERYBODY}
      groupsLabel={t("queues")}
      groups={queues}
      value={shared}
      onChange={(id) =>
        onChange(id === null || id === EVERYBODY ? id : { queueId: id })
      }
    />
  );
}
