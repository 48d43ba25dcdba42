"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Hours } from "#contract/hours/hours.ts";
import { CalendarChoice } from "#components/settings/hours/calendar-choice.tsx";
import { HolidayList } from "#components/settings/hours/holiday-list.tsx";
import {
  OfficeBadge,
  ShiftBadge,
} from "#components/settings/hours/office-badge.tsx";
import { OverrideFields } from "#components/settings/hours/override-fields.tsx";
import {
  presets,
  startingHours,
  withPreset,
} from "#components/settings/hours/week.ts";
import { WeekEditor } from "#components/settings/hours/week-editor.tsx";
import { Disclosure } from "#components/forms/fields/disclosure.tsx";
import { ZoneField } from "#components/forms/fields/zone-field.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";

/**
 * Edits the hours of an office or an agent: none (see `inherited`), or own hours with a week, breaks,
 * holidays, calendars and a manual switch.
 */
export function HoursEditor({
  value,
  onChange,
  inherited,
  inheritedHours = null,
  startZone,
  error,
}: {
  value: Hours | null;
  onChange: (hours: Hours | null) => void;
  /** Meaning of null: the hours of the department or the company, always open, or, for an agent, no hours. */
  inherited: "department" | "company" | "always" | "unset";
  /** Hours that apply without own hours. */
  inheritedHours?: Hours | null;
  /** The time zone of new hours. Absent: the browser's. */
  startZone?: string;
  error?: string | undefined;
}) {
  const t = useTranslations("settings.hours");
  // The last own hours return when the choice is switched back.
  const [kept, setKept] = useState<Hours | null>(value);
  const isPerson = inherited === "unset";
  const change = (hours: Hours) => {
    setKept(hours);
    onChange(hours);
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segmented
          label={t(isPerson ? "workMode" : "mode")}
          value={value === null ? "none" : "own"}
          onValueChange={(mode) =>
            mode === "none"
              ? onChange(null)
              : change(kept ?? startingHours(startZone ?? ownZone()))
          }
          options={[
            { value: "none", label: t(inherited) },
            { value: "own", label: t("own") },
          ]}
        />
        {isPerson ? (
          value && <ShiftBadge hours={value} />
        ) : (
          <OfficeBadge hours={value ?? inheritedHours} />
        )}
      </div>
      {value !== null && (
        <OwnHours value={value} isPerson={isPerson} onChange={change} />
      )}
      {error && (
        <p role="alert" className="text-xs text-destructive">
          {error}
        </p>
      )}
    </div>
  );
}

function OwnHours({
  value,
  isPerson,
  onChange,
}: {
  value: Hours;
  /** An agent has a status and needs no manual switch. */
  isPerson: boolean;
  onChange: (hours: Hours) => void;
}) {
  const t = useTranslations("settings.hours");
  const { holidays, calendarIds, override } = value;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-xs text-muted-foreground">{t("presets")}</span>
        {presets.map((preset) => (
          <Button
            key={preset}
            size="sm"
            onClick={() => onChange(withPreset(value, preset))}
          >
            {t(preset)}
          </Button>
        ))}
      </div>
      <WeekEditor
        value={value}
        closed={t(isPerson ? "dayOff" : "closed")}
        onChange={onChange}
      />
      <ZoneField
        label={t("zone")}
        hint={t("zoneHint")}
        wrong={t("zoneWrong")}
        className="sm:max-w-xs"
        value={value.timeZone}
        onChange={(timeZone) => onChange({ ...value, timeZone })}
      />
      <CalendarChoice
        value={calendarIds}
        onChange={(ids) => onChange({ ...value, calendarIds: ids })}
      />
      <Disclosure
        title={t(isPerson ? "daysOff" : "more")}
        isOpen={holidays.length > 0 || override !== null}
      >
        <div className="flex flex-col gap-5">
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">
              {t(isPerson ? "daysOff" : "holidays")}
            </legend>
            <HolidayList
              value={holidays}
              onChange={(days) => onChange({ ...value, holidays: days })}
            />
          </fieldset>
          {!isPerson && (
            <OverrideFields
              value={override}
              onChange={(next) => onChange({ ...value, override: next })}
            />
          )}
        </div>
      </Disclosure>
    </>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
