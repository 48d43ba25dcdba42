"use client";

import { CircleAlert, CircleCheck, Circle } from "lucide-react";
import { useTranslations } from "next-intl";
import type {
  Guide,
  GuideStep,
  GuideStepKey,
} from "#contract/channels/guide.ts";
import { cn } from "#components/ui/class-names.ts";

/** The progress of the guide: a line with a bar on narrow screens, all steps at the side on wide ones. */
export function GuideProgress({
  guide: { steps },
  open,
  onGoTo,
}: {
  guide: Guide;
  open: string;
  onGoTo: (key: GuideStepKey) => void;
}) {
  const t = useTranslations("settings.channels.guide");
  const done = steps.filter(({ state }) => state === "done").length;
  const said = t("progress", { done, total: steps.length });
  return (
    <nav aria-label={t("progressTitle")} className="xl:sticky xl:top-6">
      <p className="mb-1.5 text-sm font-medium">{said}</p>
      <div className="h-1.5 overflow-hidden rounded-full bg-muted">
        <div
          className="h-full rounded-full bg-success transition-[width]"
          style={{ width: `${(done / steps.length) * 100}%` }}
        />
      </div>
      <ol className="mt-4 hidden space-y-0.5 xl:block">
        {steps.map((step) => (
          <li key={step.key}>
            <button
              type="button"
              aria-current={step.key === open ? "step" : undefined}
              onClick={() => onGoTo(step.key)}
              className={cn(
                "relative flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-start text-sm text-muted-foreground hover:bg-accent hover:text-foreground",
                step.key === open && "bg-selected text-foreground",
              )}
            >
              <StepIcon step={step} />
              {t(`steps.${step.key}.title`)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function StepIcon({ step: { state } }: { step: GuideStep }) {
  const t = useTranslations("settings.channels.guide.states");
  const [Icon, color] = LOOKS[state];
  return (
    <>
      <Icon aria-hidden className={cn("size-4 shrink-0", color)} />
      <span className="sr-only">{t(state)}</span>
    </>
  );
}

const LOOKS = {
  done: [CircleCheck, "text-success"],
  open: [Circle, "text-subtle"],
  problem: [CircleAlert, "text-warning"],
} as const;
