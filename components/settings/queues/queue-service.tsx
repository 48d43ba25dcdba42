"use client";

import { useTranslations } from "next-intl";
import { useController, useFormContext, useWatch } from "react-hook-form";
import type { UpdateQueue } from "#contract/routing/queue-requests.ts";
import { Disclosure } from "#components/forms/fields/disclosure.tsx";
import { Card } from "#components/settings/section.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

/** The company's own routing service. Only for strategies that make offers. */
export function QueueService() {
  const t = useTranslations("settings.queues.service");
  const { control, formState } = useFormContext<UpdateQueue>();
  const strategy = useWatch({ control, name: "strategy" }) ?? "manual";
  const { field } = useController({ control, name: "service" });
  if (strategy === "manual") return null;
  const saved = formState.defaultValues?.service ?? null;
  const { url, secret } = formState.errors.service ?? {};
  const change = (part: { url?: string; secret?: string | undefined }) => {
    const next = { url: "", ...field.value, ...part };
    field.onChange(next.url === "" ? null : next);
  };
  return (
    <Card>
      <Disclosure
        title={t("title")}
        hint={t("hint")}
        isOpen={saved !== null || Boolean(formState.errors.service)}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t("url")}
            hint={t("urlHint")}
            error={url?.message}
            className="sm:col-span-2"
          >
            {(ids) => (
              <Input
                {...ids}
                type="url"
                inputMode="url"
                autoComplete="off"
                spellCheck={false}
                placeholder="https://"
                value={field.value?.url ?? ""}
                onChange={({ target }) => change({ url: target.value.trim() })}
              />
            )}
          </Field>
          {field.value && (
            <Field
              label={t("secret")}
              hint={t("secretHint")}
              error={secret?.message}
              className="sm:col-span-2"
            >
              {(ids) => (
                <Input
                  {...ids}
                  type="password"
                  autoComplete="new-password"
                  placeholder={saved === null ? "" : t("unchanged")}
                  value={field.value?.secret ?? ""}
                  onChange={({ target }) =>
                    change({ secret: target.value || undefined })
                  }
                />
              )}
            </Field>
          )}
        </div>
      </Disclosure>
    </Card>
  );
}
