"use client";

import { useId, useState } from "react";
import { isTimeZone } from "#contract/hours/time-zone.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

/** A time zone, typed or chosen from the browser's list. Only valid names are reported. */
export function ZoneField({
  label,
  hint,
  wrong,
  value,
  onChange,
  className,
}: {
  label: string;
  hint?: string;
  /** Shown while the text is no time zone. */
  wrong: string;
  value: string;
  onChange: (timeZone: string) => void;
  className?: string;
}) {
  const listId = useId();
  const [text, setText] = useState(value);
  const isKnown = isZone(text);
  return (
    <Field
      label={label}
      {...(hint === undefined ? {} : { hint })}
      error={isKnown ? undefined : wrong}
      {...(className === undefined ? {} : { className })}
    >
      {(control) => (
        <>
          <Input
            {...control}
            list={listId}
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => {
              setText(target.value);
              if (isZone(target.value)) onChange(target.value);
            }}
          />
          <datalist id={listId}>
            {Intl.supportedValuesOf("timeZone").map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

function isZone(name: string): boolean {
  return name.trim() !== "" && isTimeZone(name);
}
