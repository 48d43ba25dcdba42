"use client";

import { useTranslations } from "next-intl";
import type { Hours } from "#contract/hours/hours.ts";
import type { ShiftEnds } from "#contract/people/agent.ts";
import { HoursEditor } from "#components/settings/hours/hours-editor.tsx";
import { PresenceDot } from "#components/presence/presence.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const ENDS: readonly ShiftEnds[] = ["away", "transfer_only", "dnd"];

/** An agent's working hours, and their status outside of them. */
export function WorkingHours({
  shift,
  ends,
  onShift,
  onEnds,
  error,
}: {
  shift: Hours | null;
  ends: ShiftEnds;
  onShift: (shift: Hours | null) => void;
  onEnds: (ends: ShiftEnds) => void;
  error?: string | undefined;
}) {
  const t = useTranslations("settings.people");
  const presences = useTranslations("userMenu.presences");
  return (
    <fieldset>
      <legend className="text-sm font-medium">{t("shift")}</legend>
      <p className="mt-0.5 mb-2 text-xs text-muted-foreground">
        {t("shiftHint")}
      </p>
      <HoursEditor
        value={shift}
        onChange={onShift}
        inherited="unset"
        error={error}
      />
      {shift !== null && (
        <Field
          label={t("shiftEnds")}
          hint={t("shiftEndsHint")}
          className="mt-4 sm:max-w-xs"
        >
          {(control) => (
            <Select
              {...control}
              value={ends}
              onValueChange={(value) => onEnds(value as ShiftEnds)}
              groups={ENDS.map((value) => ({
                value,
                label: presences(value),
                icon: <PresenceDot presence={value} />,
              }))}
            />
          )}
        </Field>
      )}
    </fieldset>
  );
}
