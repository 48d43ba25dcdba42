"use client";

import { createContext, useContext, useId, type ReactNode } from "react";
import { Label } from "radix-ui";
import { cn } from "#components/ui/class-names.ts";

type FieldIds = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

const FieldContext = createContext<FieldIds | null>(null);

/** Spread over the control inside a Field: ties it to its label, hint and error. */
export function useField(): FieldIds {
  const ids = useContext(FieldContext);
  if (!ids) throw new Error("useField outside a Field");
  return ids;
}

/** A label, its control, a hint, and an error. */
export function Field({
  label,
  hint,
  error,
  optional,
  className,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: string;
  className?: string;
  children: (control: FieldIds) => ReactNode;
}) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""]
    .filter(Boolean)
    .join(" ");
  const ids: FieldIds = {
    id,
    "aria-describedby": described || undefined,
    "aria-invalid": error ? true : undefined,
  };
  return (
    <FieldContext.Provider value={ids}>
      <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
        <Label.Root htmlFor={id} className="text-sm font-medium">
          {label}
          {optional && (
            <span className="ms-1.5 font-normal text-subtle">{optional}</span>
          )}
        </Label.Root>
        {children(ids)}
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-muted-foreground">
            {hint}
          </p>
        )}
        {error && (
          <p
            id={`${id}-error`}
            role="alert"
            className="text-xs text-destructive"
          >
            {error}
          </p>
        )}
      </div>
    </FieldContext.Provider>
  );
}
