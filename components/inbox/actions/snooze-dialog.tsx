"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { TimePicker } from "#components/thread/time-picker.tsx";

/** A time of one's own for the snooze. */
export default function SnoozeDialog({
  onSnooze,
  onClose,
}: {
  onSnooze: (until: Date) => void;
  onClose: () => void;
}) {
  const t = useTranslations("actions");
  const times = useTranslations("timePicker");
  const [at, setAt] = useState<Date | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <FormDialog
      title={t("snoozeOther.title")}
      submitLabel={t("snoozeOther.submit")}
      onClose={onClose}
      isSaving={false}
      problem={problem}
      onSubmit={(event) => {
        event.preventDefault();
        if (at === null) {
          setProblem(times("choose"));
          return;
        }
        onSnooze(at);
        onClose();
      }}
    >
      <TimePicker
        at={at}
        onChange={(next) => {
          setAt(next);
          setProblem(null);
        }}
      />
    </FormDialog>
  );
}
