"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  FormProvider,
  type DefaultValues,
  type FieldValues,
} from "react-hook-form";
import type { z } from "zod";
import type { LiveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { SaveBar } from "./save-bar.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { toast } from "#components/page/toast.ts";

/**
 * A long form that changes an existing item: its cards, and a bar to save or discard. The cards read the form
 * from its context.
 */
export function EditForm<Item, Values extends FieldValues>({
  item,
  valuesOf,
  schema,
  path,
  noun,
  tellSaved,
  children,
}: {
  item: Item;
  valuesOf: (item: Item) => DefaultValues<Values>;
  schema: z.ZodType<unknown, Values>;
  /** API path; takes the values by PATCH and returns the item. */
  path: string;
  /** Key of the queries to refresh after saving: see useRefresh. */
  noun: LiveKey;
  /** Shows the result of saving; false: the usual "Saved" is shown. */
  tellSaved?: (saved: Item, given: Values) => boolean;
  children: ReactNode;
}) {
  const common = useTranslations("common");
  const refresh = useRefresh(noun);
  const { form, submit, problem, isSaving } = useServerForm({
    schema,
    defaultValues: valuesOf(item),
    save: (values) => api<Item>(path, { method: "PATCH", body: values }),
    onSaved: (saved) => {
      const given = form.getValues();
      void refresh();
      form.reset(valuesOf(saved));
      if (!tellSaved?.(saved, given)) toast.success(common("saved"));
    },
  });
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        {children}
        <SaveBar
          isDirty={form.formState.isDirty}
          isSaving={isSaving}
          problem={problem}
          onDiscard={() => form.reset()}
        />
      </form>
    </FormProvider>
  );
}
