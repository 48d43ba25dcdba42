"use client";

import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useTranslations } from "next-intl";
import { Controller, useWatch } from "react-hook-form";
import { z } from "zod";
import { createTokenSchema } from "#contract/people/account-requests.ts";
import {
  TOKEN_RESOURCES,
  type TokenResource,
  type TokenScope,
} from "#contract/people/token-scopes.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import {
  addressesOf,
  addressLinesSchema,
} from "#components/settings/rights/address-lines.ts";
import { api } from "#components/live/transport/api.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input, Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { serverNow } from "#components/page/server-clock.ts";

const LEVELS = ["none", "read", "write"] as const;
type Level = (typeof LEVELS)[number];
const DAYS = [30, 90, 365] as const;
const NEVER = "never";
const DAY_MS = 24 * 3_600_000;

const formSchema = z
  .object({
    name: createTokenSchema.shape.name,
    // Always required: a token outlives an open console.
    password: z.string().min(1).max(200),
    limited: z.boolean(),
    levels: z.record(z.enum(TOKEN_RESOURCES), z.enum(LEVELS)),
    end: z.string(),
    addresses: addressLinesSchema,
  })
  .refine(({ limited, levels }) => !limited || scopesOf(levels).length > 0, {
    path: ["levels"],
  });

/** Creates an API token: what it reaches, and how long. */
export function TokenDialog({
  onClose,
  onSaved,
}: {
  onClose: () => void;
  onSaved: (token: string) => void;
}) {
  const t = useTranslations("settings.tokens");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: formSchema,
    defaultValues: {
      name: "",
      password: "",
      limited: false,
      levels: Object.fromEntries(
        TOKEN_RESOURCES.map((resource) => [resource, "none"]),
      ),
      end: NEVER,
      addresses: "",
    },
    save: ({ name, password, limited, levels, end, addresses }) =>
      api<{ token: string }>("/me/tokens", {
        method: "POST",
        body: {
          name,
          password,
          scopes: limited ? scopesOf(levels) : null,
          addresses: addressesOf(addresses),
          expiresAt:
            end === NEVER
              ? null
              : new Date(serverNow() + Number(end) * DAY_MS).toISOString(),
        },
      }),
    onSaved: ({ token }) => onSaved(token),
  });
  const { control, register, formState } = form;
  const [limited, levels] = useWatch({ control, name: ["limited", "levels"] });
  const reachesNothing = limited && scopesOf(levels).length === 0;
  return (
    <FormDialog
      title={t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      submitLabel={t("create")}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <Field
        label={t("name")}
        hint={t("nameHint")}
        error={formState.errors.name?.message}
      >
        {(ids) => <Input {...ids} {...register("name")} autoComplete="off" />}
      </Field>
      <Field label={t("end")}>
        {(ids) => (
          <Controller
            control={control}
            name="end"
            render={({ field }) => (
              <Select
                {...ids}
                value={field.value}
                onValueChange={field.onChange}
                groups={[
                  { value: NEVER, label: t("noEnd") },
                  ...DAYS.map((days) => ({
                    value: String(days),
                    label: t("days", { days }),
                  })),
                ]}
              />
            )}
          />
        )}
      </Field>
      <FormSwitch
        control={control}
        name="limited"
        label={t("limited")}
        hint={t("limitedHint")}
      />
      {limited && (
        <ul className="divide-y rounded-md border">
          {TOKEN_RESOURCES.map((resource) => (
            <li
              key={resource}
              className="flex items-center justify-between gap-3 px-3 py-1.5 text-sm"
            >
              <span className="min-w-0 flex-1">
                {t(`resources.${resource}`)}
              </span>
              <Controller
                control={control}
                name={`levels.${resource}`}
                render={({ field }) => (
                  <Select
                    aria-label={t(`resources.${resource}`)}
                    className="w-40 shrink-0"
                    value={field.value}
                    onValueChange={field.onChange}
                    groups={LEVELS.filter(
                      // No operation changes the audit log.
                      (level) => resource !== "audit" || level !== "write",
                    ).map((level) => ({
                      value: level,
                      label: t(`levels.${level}`),
                    }))}
                  />
                )}
              />
            </li>
          ))}
        </ul>
      )}
      {reachesNothing && formState.isSubmitted && (
        <p role="alert" className="text-xs text-danger">
          {t("chooseOne")}
        </p>
      )}
      <Field
        label={t("addresses")}
        hint={t("addressesHint")}
        error={formState.errors.addresses?.message}
      >
        {(ids) => (
          <Textarea
            {...ids}
            {...register("addresses")}
            rows={2}
            spellCheck={false}
            autoComplete="off"
          />
        )}
      </Field>
      <Field
        label={t("password")}
        hint={t("passwordHint")}
        error={formState.errors.password?.message}
      >
        {(ids) => (
          <Input
            {...ids}
            {...register("password")}
            type="password"
            autoComplete="current-password"
          />
        )}
      </Field>
    </FormDialog>
  );
}

/** Pure. */
function scopesOf(levels: Record<TokenResource, Level>): TokenScope[] {
  return TOKEN_RESOURCES.flatMap((resource) => {
    const level = levels[resource];
    return level === "none" ? [] : [`${resource}:${level}` as const];
  });
}
