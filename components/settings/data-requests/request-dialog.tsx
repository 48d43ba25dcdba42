"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  JURISDICTIONS,
  MAX_REQUEST_NAME,
  REQUEST_KINDS,
  REQUEST_WAYS,
  type DataRequest,
  type DataRequestDetail,
} from "#contract/customers/data-request.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Records a request that came, or corrects what was recorded. */
export function RequestDialog({
  request,
  latest,
  onClose,
  onSaved,
}: {
  /** Null: a new one. */
  request: DataRequest | null;
  /** The one recorded last, whose law is most often that of the next. */
  latest?: DataRequest | undefined;
  onClose: () => void;
  onSaved: (saved: DataRequestDetail) => void;
}) {
  const t = useTranslations("settings.dataRequests");
  const words = useErrorWords();
  const refresh = useRefresh("data-requests");
  const [kind, setKind] = useState(request?.kind ?? "access");
  const [name, setName] = useState(request?.name ?? "");
  const [contact, setContact] = useState(request?.contact ?? "");
  const [way, setWay] = useState(request?.way ?? "email");
  const [receivedAt, setReceivedAt] = useState<string | null>(null);
  const [jurisdiction, setJurisdiction] = useState(
    request?.jurisdiction ?? latest?.jurisdiction ?? "gdpr",
  );
  const isErased = request !== null && request.erasedAt !== null;
  const save = useMutation({
    mutationFn: () =>
      saveRecord<DataRequestDetail>("data-requests", request?.id, {
        kind,
        jurisdiction,
        ...(isErased ? {} : { name, contact }),
        ...(request === null
          ? { way, ...(receivedAt === null ? {} : { receivedAt }) }
          : {}),
      }),
    onSuccess: async (saved) => {
      await refresh();
      onSaved(saved);
    },
  });
  return (
    <FormDialog
      title={request === null ? t("add") : t("edit")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
      isDirty={name !== (request?.name ?? "")}
      isSaving={save.isPending}
      problem={save.error ? words(save.error) : null}
    >
      <Field label={t("kind")}>
        {(control) => (
          <Select
            {...control}
            value={kind}
            onValueChange={(value) => setKind(value as typeof kind)}
            groups={REQUEST_KINDS.map((value) => ({
              value,
              label: t(`kinds.${value}`),
            }))}
          />
        )}
      </Field>
      {!isErased && (
        <>
          <Field label={t("name")} hint={t("nameHint")}>
            {(control) => (
              <Input
                {...control}
                value={name}
                maxLength={MAX_REQUEST_NAME}
                autoComplete="off"
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("contact")} hint={t("contactHint")}>
            {(control) => (
              <Input
                {...control}
                value={contact}
                maxLength={MAX_REQUEST_NAME}
                autoComplete="off"
                onChange={(event) => setContact(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      {request === null && (
        <>
          <Field label={t("way")}>
            {(control) => (
              <Select
                {...control}
                value={way}
                onValueChange={(value) => setWay(value as typeof way)}
                groups={REQUEST_WAYS.map((value) => ({
                  value,
                  label: t(`ways.${value}`),
                }))}
              />
            )}
          </Field>
          <Field label={t("receivedAt")} hint={t("receivedAtHint")}>
            {(control) => (
              <DateTimeInput
                {...control}
                value={receivedAt}
                onChange={setReceivedAt}
              />
            )}
          </Field>
        </>
      )}
      <Field label={t("jurisdiction")} hint={t("jurisdictionHint")}>
        {(control) => (
          <Select
            {...control}
            value={jurisdiction}
            onValueChange={(value) =>
              setJurisdiction(value as typeof jurisdiction)
            }
            groups={JURISDICTIONS.map((value) => ({
              value,
              label: t(`jurisdictions.${value}`),
            }))}
          />
        )}
      </Field>
    </FormDialog>
  );
}
