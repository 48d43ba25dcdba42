"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState, type FormEvent } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import { AccountOwnerSelect } from "#components/inbox/customer/account-owner.tsx";
import { fieldText } from "#components/inbox/customer/field-text.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_NAME = 120;
const MAX_FIELD_NAME = 60;
const MAX_VALUE = 2_000;

type Row = { key: string; name: string; value: string };

/** Edits the customer's name, account owner and the team's own fields. */
export default function EditCustomerDialog({
  customer,
  onClose,
}: {
  customer: Customer;
  onClose: () => void;
}) {
  const t = useTranslations("customer");
  const common = useTranslations("common");
  const form = useTranslations("form");
  const words = useErrorWords();
  const formId = useId();
  const [name, setName] = useState(customer.nameKnown ? customer.name : "");
  const [rows, setRows] = useState<Row[]>(() => rowsOf(customer));
  const [ownerId, setOwnerId] = useState(customer.accountOwnerId);
  const [problem, setProblem] = useState<string | null>(null);
  const save = useSaveCustomer(customer, onClose);

  const change = (key: string, part: Partial<Row>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const filled = rows.filter(({ name }) => name.trim() !== "");
    const names = filled.map((row) => row.name.trim());
    if (new Set(names).size < names.length) return setProblem(t("fieldTwice"));
    if (customer.nameKnown && name.trim() === "")
      return setProblem(form("required"));
    setProblem(null);
    save.mutate({
      ...patchOf(customer, name.trim(), filled),
      ...(ownerId === customer.accountOwnerId
        ? {}
        : { accountOwnerId: ownerId }),
    });
  };
  const wrong = problem ?? (save.error ? words(save.error) : null);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("editTitle")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={save.isPending}
          >
            {common("save")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4 pb-2">
        <Field label={t("name")} hint={t("nameHint")}>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={MAX_NAME}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("accountOwner")} hint={t("accountOwnerHint")}>
          {(control) => (
            <AccountOwnerSelect
              {...control}
              value={ownerId}
              onChange={setOwnerId}
            />
          )}
        </Field>
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">{t("fields")}</legend>
          <ul className="flex flex-col gap-2">
            {rows.map((row) => (
              <li key={row.key} className="flex items-center gap-2">
                <Input
                  // A row added just now needs its name next.
                  autoFocus={row.name === "" && row.value === ""}
                  aria-label={t("fieldName")}
                  placeholder={t("fieldName")}
                  value={row.name}
                  maxLength={MAX_FIELD_NAME}
                  className="w-2/5"
                  onChange={(event) =>
                    change(row.key, { name: event.target.value })
                  }
                />
                <Input
                  aria-label={row.name || t("fieldValue")}
                  placeholder={t("fieldValue")}
                  value={row.value}
                  maxLength={MAX_VALUE}
                  className="min-w-0 flex-1"
                  onChange={(event) =>
                    change(row.key, { value: event.target.value })
                  }
                />
                <IconButton
                  label={t("removeField", { name: row.name })}
                  size="icon-sm"
                  onClick={() =>
                    setRows(rows.filter(({ key }) => key !== row.key))
                  }
                >
                  <X />
                </IconButton>
              </li>
            ))}
          </ul>
          <Button
            size="sm"
            className="mt-2"
            onClick={() =>
              setRows([
                ...rows,
                { key: crypto.randomUUID(), name: "", value: "" },
              ])
            }
          >
            <Plus />
            {t("addField")}
          </Button>
        </fieldset>
        {wrong && (
          <Notice tone="danger" role="alert">
            {wrong}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

type Patch = {
  name?: string;
  accountOwnerId?: string | null;
  fields: Record<string, unknown>;
};

function rowsOf({ fields }: Customer): Row[] {
  return Object.entries(fields).map(([name, value]) => ({
    key: name,
    name,
    value: fieldText(value),
  }));
}

/** Only the changed fields, so that another agent's change made meanwhile stays. */
function patchOf(customer: Customer, name: string, rows: Row[]): Patch {
  const fields: Record<string, unknown> = {};
  for (const row of rows) {
    const held = customer.fields[row.name.trim()];
    if (held === undefined || fieldText(held) !== row.value)
      fields[row.name.trim()] = row.value;
  }
  const kept = new Set(rows.map((row) => row.name.trim()));
  for (const held of Object.keys(customer.fields))
    if (!kept.has(held)) fields[held] = null;
  const isRenamed =
    name !== "" && (!customer.nameKnown || name !== customer.name);
  return { fields, ...(isRenamed ? { name } : {}) };
}

function useSaveCustomer(customer: Customer, onSaved: () => void) {
  const t = useTranslations("customer");
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (patch: Patch) =>
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
}
