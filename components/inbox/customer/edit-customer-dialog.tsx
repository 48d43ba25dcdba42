"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import type { CustomerField } from "#contract/customers/customer-field.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { AccountOwnerSelect } from "#components/inbox/customer/account-owner.tsx";
import { fieldText } from "#components/inbox/customer/field-text.ts";
import {
  FreeFields,
  type FreeField,
} from "#components/inbox/customer/free-fields.tsx";
import {
  LanguageSelect,
  OffsetSelect,
} from "#components/inbox/customer/locale-selects.tsx";
import { TypedFieldInputs } from "#components/inbox/customer/typed-fields.tsx";
import { api, ApiError } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useCustomerFields } from "#components/live/queries/use-directory.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { toast } from "#components/page/toast.ts";
import {
  useErrorWords,
  useFieldErrorWords,
} from "#components/words/use-error-words.ts";

const MAX_NAME = 120;

/** Edits the customer's name, contact data, account owner and fields. */
export default function EditCustomerDialog({
  customer,
  onClose,
}: {
  customer: Customer;
  onClose: () => void;
}) {
  const { data: defined } = useCustomerFields();
  // The form begins with the values of the defined fields.
  return defined ? (
    <EditForm customer={customer} defined={defined} onClose={onClose} />
  ) : null;
}

type Details = {
  name: string;
  email: string;
  phone: string;
  locale: string | null;
  timezone: number | null;
  ownerId: string | null;
};

function EditForm({
  customer,
  defined,
  onClose,
}: {
  customer: Customer;
  defined: CustomerField[];
  onClose: () => void;
}) {
  const t = useTranslations("customer");
  const form = useTranslations("form");
  // As it was when the form opened: what a teammate changes meanwhile is no change of this form.
  const [before] = useState(() => ({
    customer,
    details: detailsOf(customer),
    values: valuesOf(customer, defined),
    rows: rowsOf(customer, defined),
  }));
  const [details, setDetails] = useState(before.details);
  const [values, setValues] = useState(before.values);
  const [rows, setRows] = useState(before.rows);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const save = useSaveCustomer(customer, onClose);
  const set = (part: Partial<Details>) => setDetails({ ...details, ...part });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const filled = rows.filter(({ name }) => name.trim() !== "");
    const names = [
      ...filled.map((row) => row.name.trim()),
      ...defined.map(({ key }) => key),
    ];
    if (new Set(names).size < names.length)
      return setWrong({ form: t("fieldTwice") });
    if (customer.nameKnown && details.name.trim() === "")
      return setWrong({ name: form("required") });
    setWrong({});
    save.mutate(
      {
        ...changedOf(before.details, details),
        fields: {
          ...changedRows(before.customer, filled, defined),
          ...changedValues(before.customer, values),
        },
      },
      { onError: (error) => setWrong(save.wrongOf(error)) },
    );
  };
  return (
    <FormDialog
      title={t("editTitle")}
      onClose={onClose}
      onSubmit={submit}
      isDirty={
        details !== before.details ||
        values !== before.values ||
        rows !== before.rows
      }
      isSaving={save.isPending}
      problem={wrong["form"] ?? null}
    >
      <Field label={t("name")} hint={t("nameHint")} error={wrong["name"]}>
        {(control) => (
          <Input
            {...control}
            value={details.name}
            maxLength={MAX_NAME}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("email")} error={wrong["email"]}>
          {(control) => (
            <Input
              {...control}
              type="email"
              value={details.email}
              maxLength={254}
              autoComplete="off"
              onChange={(event) => set({ email: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("phone")} error={wrong["phone"]}>
          {(control) => (
            <Input
              {...control}
              type="tel"
              value={details.phone}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => set({ phone: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("language")}>
          {(control) => (
            <LanguageSelect
              {...control}
              value={details.locale}
              onChange={(locale) => set({ locale })}
            />
          )}
        </Field>
        <Field label={t("timeZone")}>
          {(control) => (
            <OffsetSelect
              {...control}
              value={details.timezone}
              onChange={(timezone) => set({ timezone })}
            />
          )}
        </Field>
      </div>
      <Field label={t("accountOwner")} hint={t("accountOwnerHint")}>
        {(control) => (
          <AccountOwnerSelect
            {...control}
            value={details.ownerId}
            onChange={(ownerId) => set({ ownerId })}
          />
        )}
      </Field>
      <TypedFieldInputs
        fields={defined}
        values={values}
        errors={wrong}
        onChange={(key, value) => setValues({ ...values, [key]: value })}
      />
      <FreeFields rows={rows} onChange={setRows} />
    </FormDialog>
  );
}

function detailsOf(customer: Customer): Details {
  return {
    name: customer.nameKnown ? customer.name : "",
    email: customer.email ?? "",
    phone: customer.phone ?? "",
    locale: customer.locale,
    timezone: customer.timezone,
    ownerId: customer.ownerId,
  };
}

/** Only what was changed, so that another agent's change made meanwhile stays. */
function changedOf(before: Details, after: Details): Record<string, unknown> {
  const texts = { name: after.name.trim() };
  const contacts = {
    email: after.email.trim() || null,
    phone: after.phone.trim() || null,
  };
  const { locale, timezone, ownerId } = after;
  return Object.fromEntries(
    Object.entries({
      ...texts,
      ...contacts,
      locale,
      timezone,
      ownerId,
    }).filter(
      ([key, value]) =>
        (value ?? "") !== (before[key as keyof Details] ?? "") &&
        !(key === "name" && value === ""),
    ),
  );
}

/** E-mail and phone have inputs of their own. */
const CONTACTS = ["email", "phone"];

function valuesOf(
  { fields }: Customer,
  defined: CustomerField[],
): Record<string, unknown> {
  return Object.fromEntries(
    defined.map(({ key }) => [key, fields[key] ?? null]),
  );
}

function changedValues(
  { fields }: Customer,
  values: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) => value !== (fields[key] ?? null),
    ),
  );
}

function rowsOf({ fields }: Customer, defined: CustomerField[]): FreeField[] {
  const elsewhere = new Set([...CONTACTS, ...defined.map(({ key }) => key)]);
  return Object.entries(fields)
    .filter(([name]) => !elsewhere.has(name))
    .map(([name, value]) => ({ key: name, name, value: fieldText(value) }));
}

function changedRows(
  customer: Customer,
  rows: FreeField[],
  defined: CustomerField[],
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const row of rows) {
    const held = customer.fields[row.name.trim()];
    if (held === undefined || fieldText(held) !== row.value)
      fields[row.name.trim()] = row.value;
  }
  const kept = new Set(rows.map((row) => row.name.trim()));
  for (const { name } of rowsOf(customer, defined))
    if (!kept.has(name)) fields[name] = null;
  return fields;
}

function useSaveCustomer(customer: Customer, onSaved: () => void) {
  const t = useTranslations("customer");
  const words = useErrorWords();
  const fieldWords = useFieldErrorWords();
  const queryClient = useQueryClient();
  const mutation = useMutation({
    mutationFn: (patch: Record<string, unknown>) =>
      api<Customer>(`/customers/${customer.id}`, {
        method: "PATCH",
        body: patch,
      }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(liveKey("customer", customer.id), saved);
      await queryClient.invalidateQueries({ queryKey: liveKey("customers") });
      toast(t("saved"));
      onSaved();
    },
  });
  /** By the name of the input; `form`: what stands above the buttons. */
  const wrongOf = (error: unknown): Record<string, string> => {
    const errors = error instanceof ApiError ? error.errors : [];
    if (errors.length === 0) return { form: words(error) };
    return Object.fromEntries(
      errors.map((one) => [
        one.path.replace(/^fields\./, "") || "form",
        fieldWords(one),
      ]),
    );
  };
  return { ...mutation, wrongOf };
}
