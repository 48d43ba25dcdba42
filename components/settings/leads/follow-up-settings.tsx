"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { LeadSettings } from "#contract/leads/lead-settings.ts";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Setting } from "./setting.tsx";

/** A choice needs a value that is not empty. */
const NEVER = "never";
const LIMITS = {
  lateMinutes: { unit: "minutes", choices: [1, 5, 10, 15, 30, 60] },
  stalledHours: { unit: "hours", choices: [4, 8, 16, 24, 40, 80] },
} as const;

/** When leads wait too long, and why they are lost. */
export function FollowUpSettings({
  settings,
  mayChange,
}: {
  settings: LeadSettings;
  mayChange: boolean;
}) {
  const t = useTranslations("settings.leads");
  return (
    <>
      {(["lateMinutes", "stalledHours"] as const).map((name) => {
        const { unit, choices } = LIMITS[name];
        const now = settings[name];
        const shown = [
          ...new Set([...choices, ...(now === null ? [] : [now])]),
        ];
        return (
          <Setting key={name} name={name}>
            {(change) => (
              <Field label={t(name)} hint={t(`${name}Hint`)}>
                {(control) => (
                  <Select
                    {...control}
                    disabled={!mayChange}
                    value={now === null ? NEVER : String(now)}
                    onValueChange={(value) =>
                      change(
                        { [name]: value === NEVER ? null : Number(value) },
                        { [name]: now },
                      )
                    }
                    groups={[
                      { value: NEVER, label: t("never") },
                      ...shown
                        .sort((a, b) => a - b)
                        .map((count) => ({
                          value: String(count),
                          label: t(unit, { count }),
                        })),
                    ]}
                  />
                )}
              </Field>
            )}
          </Setting>
        );
      })}
      <Setting name="lostReasons" className="sm:col-span-2">
        {(change) => (
          <Reasons
            key={settings.lostReasons.join("\n")}
            reasons={settings.lostReasons}
            onChange={(lostReasons) =>
              change({ lostReasons }, { lostReasons: settings.lostReasons })
            }
          />
        )}
      </Setting>
      <Setting name="lostReasonRequired" className="sm:col-span-2">
        {(change) => (
          <SwitchField
            label={t("lostReasonRequired")}
            hint={t("lostReasonRequiredHint")}
            checked={settings.lostReasonRequired}
            onChange={(isOn) =>
              change(
                { lostReasonRequired: isOn },
                { lostReasonRequired: settings.lostReasonRequired },
              )
            }
          />
        )}
      </Setting>
    </>
  );
}

/** One reason per line, saved when the field is left. */
function Reasons({
  reasons,
  onChange,
}: {
  reasons: readonly string[];
  onChange: (reasons: string[]) => void;
}) {
  const t = useTranslations("settings.leads");
  const [text, setText] = useState(reasons.join("\n"));
  const save = () => {
    const lines = text.split("\n").map((line) => line.trim());
    const wanted = [...new Set(lines.filter((line) => line !== ""))];
    if (wanted.join("\n") !== reasons.join("\n")) onChange(wanted);
  };
  return (
    <Field label={t("lostReasons")} hint={t("lostReasonsHint")}>
      {(control) => (
        <Textarea
          {...control}
          value={text}
          rows={4}
          onChange={({ target }) => setText(target.value)}
          onBlur={save}
        />
      )}
    </Field>
  );
}
