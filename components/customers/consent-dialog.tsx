"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  consentPurposes,
  MAX_CONSENT_NOTE,
  MAX_CONSENT_TEXT,
  type ConsentEntry,
  type ConsentPurpose,
  type Consents,
  type RecordConsent,
} from "#contract/customers/consent.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const NO_CHANNEL = "none";
const SOURCES = ["customer", "agent"] as const;

/** Records that a customer gave or withdrew a consent. */
export default function ConsentDialog({
  customer,
  state,
  onClose,
}: {
  customer: Customer;
  state: Consents["state"];
  onClose: () => void;
}) {
  const t = useTranslations("consents");
  const words = useErrorWords();
  const nameOf = useCustomerName();
  const queryClient = useQueryClient();
  const [purpose, setPurpose] = useState<ConsentPurpose>("contact");
  const [given, setGiven] = useState(() => likelyNext("contact", state));
  const [source, setSource] = useState<(typeof SOURCES)[number]>("customer");
  const [channelId, setChannelId] = useState(NO_CHANNEL);
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  const channels = useChannelNames().data ?? [];
  const record = useMutation({
    mutationFn: () =>
      api<ConsentEntry>(`/customers/${customer.id}/consents`, {
        method: "POST",
        body: {
          purpose,
          given,
          source,
          channelId: channelId === NO_CHANNEL ? null : channelId,
          text: text.trim() === "" ? null : text,
          note: note.trim() === "" ? null : note,
        } satisfies RecordConsent,
      }),
    onSuccess: () => {
      toast.success(t("recorded"));
      onClose();
      void queryClient.invalidateQueries({
        queryKey: liveKey("customer-consents", customer.id),
      });
    },
  });
  return (
    <FormDialog
      title={t("recordTitle", { name: nameOf(customer) })}
      description={t("recordHint")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        record.mutate();
      }}
      submitLabel={t("record")}
      isDirty={text !== "" || note !== ""}
      isSaving={record.isPending}
      problem={record.error ? words(record.error) : null}
    >
      <Segmented
        label={t("purpose")}
        value={purpose}
        onValueChange={(value) => {
          setPurpose(value);
          setGiven(likelyNext(value, state));
        }}
        options={consentPurposes.map((value) => ({
          value,
          label: t(`purposes.${value}`),
        }))}
      />
      <Segmented
        label={t("consent")}
        value={given ? "given" : "withdrawn"}
        onValueChange={(value) => setGiven(value === "given")}
        options={(["given", "withdrawn"] as const).map((value) => ({
          value,
          label: t(value),
        }))}
      />
      {purpose === "contact" && !given && (
        <Notice tone="warning">{t("contactHint")}</Notice>
      )}
      <Field label={t("how")}>
        {(control) => (
          <Select
            {...control}
            value={source}
            onValueChange={(value) =>
              setSource(value as (typeof SOURCES)[number])
            }
            groups={SOURCES.map((value) => ({
              value,
              label: t(`sources.${value}`),
            }))}
          />
        )}
      </Field>
      <Field label={t("channel")}>
        {(control) => (
          <Select
            {...control}
            value={channelId}
            onValueChange={setChannelId}
            groups={[
              { value: NO_CHANNEL, label: t("noChannel") },
              ...channels.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Field>
      <Field label={t("text")} hint={t("textHint")}>
        {(control) => (
          <Textarea
            {...control}
            value={text}
            maxLength={MAX_CONSENT_TEXT}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <Field label={t("note")} hint={t("noteHint")}>
        {(control) => (
          <Textarea
            {...control}
            value={note}
            maxLength={MAX_CONSENT_NOTE}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

/** Whether the next entry probably gives the consent: it changes the state, and most first entries stop contact. */
function likelyNext(purpose: ConsentPurpose, state: Consents["state"]) {
  const entry = state[purpose];
  return entry === null ? purpose === "marketing" : !entry.given;
}
