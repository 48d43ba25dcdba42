"use client";

import { RadioGroup } from "radix-ui";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { includesFolded } from "#contract/text/fold.ts";
import type { Macro } from "#contract/macros/macro.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  inversesOfMacro,
  type Inverse,
} from "#components/inbox/macros/inverses.ts";
import { insertIntoDrafts } from "#components/inbox/macros/insert-into-drafts.ts";
import { useMacroWords } from "#components/inbox/macros/use-macro-words.ts";
import { MacroSteps } from "#components/inbox/macros/macro-steps.tsx";
import { isLabelAsked } from "#contract/routing/wrap-up-form.ts";
import { LabelPicks } from "#components/labels/label-picks.tsx";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { newClientId } from "#components/live/transport/client-id.ts";
import { useMacros } from "#components/live/queries/use-directory.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { toast } from "#components/page/toast.ts";
import { useStepWords } from "#components/thread/use-step-words.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const FORM_ID = "run-macro";

/** Chooses a macro, shows its steps for this conversation, and runs it. By keyboard: type, arrows, Enter. */
export default function MacroDialog({
  thread,
  initialId,
  onClose,
}: {
  thread: Thread;
  /** The macro that was chosen already, in the palette; null: none. */
  initialId: string | null;
  onClose: () => void;
}) {
  const t = useTranslations("macros");
  const actions = useTranslations("actions");
  const common = useTranslations("common");
  const words = useErrorWords();
  const failureWords = useMacroWords();
  const { data: macros } = useMacros();
  const { runMacro } = useThreadActions(thread.id);
  const me = useMe();
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState(initialId);
  // The same for each attempt: one whose answer was lost is not run twice.
  const [runId] = useState(newClientId);
  const [problem, setProblem] = useState<string | null>(null);
  // It stays for another label, once it is shown.
  const [labelAsked, setLabelAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const found = (macros ?? []).filter(({ name }) =>
    includesFolded(name, search),
  );
  const macro = found.find(({ id }) => id === chosen) ?? found[0] ?? null;
  const choose = (id: string) => {
    setChosen(id);
    setProblem(null);
  };
  const undo = (back: readonly Inverse[]) => {
    const act = async () => {
      for (const [action, ids] of back)
        await api("/threads/bulk", { method: "POST", body: { ids, action } });
    };
    void act().catch((error: unknown) => toast.error(words(error)));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (macro === null || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { failed, inserts } = await runMacro(macro.id, runId);
      const [failure] = failed;
      if (failure) {
        setProblem(failureWords(failure, macro));
        if (isLabelAsked(failure)) setLabelAsked(true);
        setBusy(false);
        return;
      }
      insertIntoDrafts(me.id, inserts);
      const back = inversesOfMacro(
        macro.steps,
        [thread.id],
        new Map([[thread.id, thread]]),
      );
      toast(
        t("ran", { name: macro.name }),
        back.length > 0
          ? { action: { label: actions("undo"), onClick: () => undo(back) } }
          : {},
      );
      onClose();
    } catch (error) {
      setProblem(words(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            type="submit"
            form={FORM_ID}
            variant="primary"
            disabled={macro === null}
            busy={isBusy}
          >
            {t("run")}
          </Button>
        </>
      }
    >
      <form
        id={FORM_ID}
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-3 pb-2"
      >
        {macros === undefined ? (
          <Skeleton className="h-40" />
        ) : macros.length === 0 ? (
          <p className="text-sm text-muted-foreground">
            {t("none")}{" "}
            <PageLink
              href="/settings/macros"
              className="text-primary underline"
            >
              {t("create")}
            </PageLink>
          </p>
        ) : (
          <>
            <div
              onKeyDown={(event) => {
                const by =
                  event.key === "ArrowDown"
                    ? 1
                    : event.key === "ArrowUp"
                      ? -1
                      : 0;
                const isTyping = event.target instanceof HTMLInputElement;
                if (by === 0 || !isTyping || !macro) return;
                event.preventDefault();
                const next = found[found.indexOf(macro) + by];
                if (next) choose(next.id);
              }}
            >
              <SearchInput
                value={search}
                onChange={setSearch}
                label={t("search")}
              />
            </div>
            <MacroList
              macros={found}
              value={macro?.id ?? ""}
              onChange={choose}
            />
          </>
        )}
        {macro && <MacroSteps macro={macro} threadId={thread.id} />}
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        {labelAsked && (
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">
              {t("chooseLabel")}
            </legend>
            <LabelPicks
              of={{ type: "thread", id: thread.id }}
              labels={thread.labels}
              className="h-44"
            />
          </fieldset>
        )}
      </form>
    </Dialog>
  );
}

function MacroList({
  macros,
  value,
  onChange,
}: {
  macros: readonly Macro[];
  value: string;
  onChange: (id: string) => void;
}) {
  const t = useTranslations("macros");
  const stepWords = useStepWords();
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={onChange}
      aria-label={t("list")}
      className="max-h-48 overflow-y-auto rounded-md border p-1"
    >
      {macros.map(({ id, name, steps }) => (
        <RadioGroup.Item
          key={id}
          value={id}
          className="flex w-full flex-col rounded-md px-2 py-1.5 text-start text-sm hover:bg-accent data-[state=checked]:bg-selected touch:py-2.5"
        >
          <span className="bidi w-full truncate font-medium">{name}</span>
          <span className="w-full truncate text-xs text-muted-foreground">
            {steps.map(stepWords).join(" · ")}
          </span>
        </RadioGroup.Item>
      ))}
      {macros.length === 0 && (
        <p className="px-2 py-3 text-sm text-muted-foreground">
          {t("notFound")}
        </p>
      )}
    </RadioGroup.Root>
  );
}
