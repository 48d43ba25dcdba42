"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, type ReactNode } from "react";
import {
  FormProvider,
  type DefaultValues,
  type FieldValues,
  type Path,
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
 * from its context. Another tab or person may change the item meanwhile: what this form has not changed follows,
 * and only what it has changed is sent.
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
  const t = useTranslations("settings.unsaved");
  const common = useTranslations("common");
  const refresh = useRefresh(noun);
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema,
    defaultValues: valuesOf(item),
    save: (values) => {
      const names = changedNames(
        form.getValues(),
        form.formState.defaultValues,
      );
      const isChanged = ([name]: [string, unknown]) => names.includes(name);
      const body = Object.fromEntries(Object.entries(values).filter(isChanged));
      return api<Item>(path, { method: "PATCH", body });
    },
    onSaved: (saved) => {
      const given = form.getValues();
      void refresh();
      form.reset(valuesOf(saved));
      if (!tellSaved?.(saved, given)) toast.success(common("saved"));
    },
  });
  const values = valuesOf(item);
  const text = JSON.stringify(values);
  const seen = useRef(text);
  useEffect(() => {
    if (text === seen.current) return;
    seen.current = text;
    const held = form.getValues();
    const own = changedNames(held, form.formState.defaultValues);
    const kept = own.filter((name) => isOther(held, values, name));
    form.reset(values, { keepErrors: true });
    for (const name of kept)
      form.setValue(name as Path<Values>, held[name] as never, {
        shouldDirty: true,
      });
    if (kept.length > 0) toast(t("changedElsewhere"));
  });
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        {children}
        <SaveBar
          isDirty={isDirty}
          isSaving={isSaving}
          problem={problem}
          onDiscard={() => form.reset()}
        />
      </form>
    </FormProvider>
  );
}

/** The names whose values differ from those that are saved. Pure. */
function changedNames(
  values: object,
  saved: object | undefined = {},
): readonly string[] {
  const names = Object.keys({ ...saved, ...values });
  return names.filter((name) => isOther(values, saved, name));
}

function isOther(left: object, right: object, name: string): boolean {
  const textOf = (values: object) =>
    JSON.stringify((values as Record<string, unknown>)[name]);
  return textOf(left) !== textOf(right);
}
