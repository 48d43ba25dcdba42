"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import type { CannedScope } from "#contract/canned/canned-reply.ts";
import {
  MAX_MACRO_STEPS,
  macroStepSchema,
  type Macro,
  type MacroStep,
} from "#contract/macros/macro.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useUnsaved } from "#components/forms/use-unsaved.ts";
import { newClientId } from "#components/live/transport/client-id.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { saveRecord } from "#components/settings/save-record.ts";
import { useCopied } from "#components/settings/use-copied.ts";
import { ScopeField } from "#components/settings/canned-replies/scope-field.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { StepRow } from "./step-row.tsx";

const MAX_NAME = 60;
const FIRST: MacroStep = { type: "reply", text: "" };

type Row = { key: string; step: MacroStep };

export function MacroForm({
  macro,
  copyOf = null,
  onClose,
  onSaved,
}: {
  macro: Macro | null;
  /** The new one begins as a copy of this one. */
  copyOf?: Macro | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.macros");
  const form = useTranslations("form");
  const words = useErrorWords();
  const copied = useCopied();
  const [begun] = useState(() => {
    const from = macro ?? copyOf;
    return {
      name: macro?.name ?? (copyOf ? copied.name(copyOf.name, MAX_NAME) : ""),
      scope:
        from && copied.mayKeepScope(from) ? from.scope : ("private" as const),
      steps: from?.steps ?? [FIRST],
    };
  });
  const [name, setName] = useState(begun.name);
  const [scope, setScope] = useState<CannedScope>(begun.scope);
  const [rows, setRows] = useState<Row[]>(() =>
    begun.steps.map((step) => ({ key: newClientId(), step })),
  );
  const [wasTried, setTried] = useState(false);
  const [nameError, setNameError] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const isDirty =
    name !== begun.name ||
    JSON.stringify([scope, rows.map(({ step }) => step)]) !==
      JSON.stringify([begun.scope, begun.steps]);
  useUnsaved(isDirty);
  const isWhole = ({ step }: Row) => macroStepSchema.safeParse(step).success;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    setNameError(name.trim() === "" ? form("required") : null);
    if (name.trim() === "" || !rows.every(isWhole)) return;
    if (rows.length === 0) {
      setProblem(t("noSteps"));
      return;
    }
    setSaving(true);
    try {
      await saveRecord<Macro>("macros", macro?.id, {
        name: name.trim(),
        scope,
        steps: rows.map(({ step }) => step),
      });
      onSaved();
    } catch (error) {
      const isTaken =
        error instanceof ApiError && error.code === "already_exists";
      if (isTaken) setNameError(t("nameTaken"));
      else setProblem(words(error));
      setSaving(false);
    }
  };
  const move = (at: number, by: -1 | 1) =>
    setRows((held) => {
      const next = [...held];
      const [row] = next.splice(at, 1);
      if (row) next.splice(at + by, 0, row);
      return next;
    });
  return (
    <FormDialog
      title={macro ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
      isWide
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("name")} error={nameError ?? undefined}>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={MAX_NAME}
              autoComplete="off"
              onChange={({ target }) => {
                setName(target.value);
                setNameError(null);
              }}
            />
          )}
        </Field>
        <ScopeField
          value={scope}
          isShared={macro !== null && macro.scope !== "private"}
          onChange={setScope}
        />
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">{t("steps")}</legend>
        <p className="text-xs text-muted-foreground">{t("stepsHint")}</p>
        <ol className="flex flex-col gap-2">
          {rows.map((row, at) => (
            <StepRow
              key={row.key}
              number={at + 1}
              step={row.step}
              isShared={scope !== "private"}
              error={wasTried && !isWhole(row) ? t("stepIncomplete") : null}
              isFirst={at === 0}
              isLast={at === rows.length - 1}
              onChange={(step) =>
                setRows((held) =>
                  held.map((one) =>
                    one.key === row.key ? { ...one, step } : one,
                  ),
                )
              }
              onMove={(by) => move(at, by)}
              onRemove={() =>
                setRows((held) => held.filter(({ key }) => key !== row.key))
              }
            />
          ))}
        </ol>
        <Button
          className="self-start"
          disabled={rows.length >= MAX_MACRO_STEPS}
          onClick={() =>
            setRows((held) => [...held, { key: newClientId(), step: FIRST }])
          }
        >
          <Plus />
          {t("addStep")}
        </Button>
      </fieldset>
    </FormDialog>
  );
}
