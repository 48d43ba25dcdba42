"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { Macro, MacroPreview } from "#contract/macros/macro.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { useStepWords } from "#components/thread/use-step-words.ts";

/** The effects of the macro on this conversation, step by step, with the texts as they would be sent. */
export function MacroSteps({
  macro,
  threadId,
}: {
  macro: Macro;
  threadId: string;
}) {
  const t = useTranslations("macros");
  const stepWords = useStepWords();
  const { data } = useQuery({
    queryKey: liveKey("macro-preview", macro.id, threadId),
    queryFn: ({ signal }) =>
      api<MacroPreview>(`/macros/${macro.id}/preview`, {
        method: "POST",
        body: { threadId },
        signal,
      }),
  });
  const steps = data?.steps ?? macro.steps.map((step) => ({ ...PLAIN, step }));
  return (
    <section aria-label={t("preview")}>
      <h3 className="mb-1 text-sm font-medium">{t("preview")}</h3>
      <ol className="flex flex-col gap-1.5 text-sm">
        {steps.map(({ step, text, missing, isGone }, at) => (
          // Steps have no ids, and their order is fixed while they are shown.
          <li key={at} className="flex gap-2">
            <span
              aria-hidden
              className="w-4 shrink-0 text-end text-muted-foreground tabular-nums"
            >
              {at + 1}
            </span>
            <div className="min-w-0 flex-1">
              <p className="bidi break-words">{stepWords(step)}</p>
              {text !== null && (
                <p className="bidi mt-0.5 line-clamp-4 border-s-2 ps-2 break-words whitespace-pre-line text-muted-foreground">
                  {text}
                </p>
              )}
              {isGone && <p className="text-xs text-warning">{t("isGone")}</p>}
              {missing.length > 0 && (
                <p className="text-xs text-warning">
                  {t("missing", { names: missing.join(", ") })}
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

const PLAIN: Omit<MacroPreview["steps"][number], "step"> = {
  text: null,
  missing: [],
  isGone: false,
};
