"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Lead } from "#contract/leads/lead.ts";
import type { LeadStatus } from "#contract/leads/lead-settings.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { useLeadName, useStatusName } from "./use-lead-words.ts";

const MAX_REASON = 200;
/** A value that is no reason of the company's: those have no line break. */
const OTHER = "\n";

/** Asks why a lead is lost: one of the company's reasons, or the agent's own words. */
export function LostDialog({
  lead,
  status,
  onClose,
  onSubmit,
}: {
  lead: Lead;
  /** The status of the stage lost that the lead gets. */
  status: LeadStatus;
  onClose: () => void;
  onSubmit: (reason: string | null) => void;
}) {
  const t = useTranslations("leads.lost");
  const leadName = useLeadName();
  const statusName = useStatusName();
  const { reasons, reasonRequired } = status;
  const [chosen, setChosen] = useState(reasons.length === 0 ? OTHER : "");
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const isOwn = chosen === OTHER;
  const reason = (isOwn ? text : chosen).trim();
  const wantsMore =
    reason === "" && (reasonRequired || (isOwn && reasons.length > 0));
  const missing = isMissing && wantsMore ? t("missing") : undefined;
  return (
    <FormDialog
      title={t("title", { lead: leadName(lead) })}
      description={t("hint")}
      submitLabel={t("submit", { status: statusName(status) })}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(true);
        if (!wantsMore) onSubmit(reason === "" ? null : reason);
      }}
      isDirty={text !== ""}
      isSaving={false}
      problem={null}
    >
      {reasons.length > 0 && (
        <Field label={t("reason")} error={isOwn ? undefined : missing}>
          {(control) => (
            <Select
              {...control}
              value={chosen}
              onValueChange={setChosen}
              placeholder={t("reason")}
              groups={[
                ...reasons.map((label) => ({ value: label, label })),
                { value: OTHER, label: t("other") },
              ]}
            />
          )}
        </Field>
      )}
      {isOwn && (
        <Field label={t("text")} error={missing}>
          {(control) => (
            <Input
              {...control}
              value={text}
              maxLength={MAX_REASON}
              autoComplete="off"
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
      )}
    </FormDialog>
  );
}
