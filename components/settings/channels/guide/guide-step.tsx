"use client";

import { ChevronDown } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PAGE_KIND } from "#contract/channels/rules/channel-rules.ts";
import {
  HAND_STEPS,
  UNSEEN_STEPS,
  type GuideStep,
  type HandStep,
} from "#contract/channels/guide.ts";
import { cn } from "#components/ui/class-names.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useProblemWords } from "#components/words/use-problem-words.ts";
import { StepIcon } from "./guide-progress.tsx";
import { PlaceDrawing } from "./place-drawing.tsx";
import { stepId } from "./use-open-step.ts";

const LINES = ["a", "b", "c", "d"] as const;

export type StepProps = {
  step: GuideStep;
  number: number;
  isOpen: boolean;
  onToggle: () => void;
  onTick: (key: HandStep, isDone: boolean) => void;
  onNext: () => void;
};

/** One step: why, what to do at Meta, a drawing of the place, and who says that it is done. */
export function GuideStepCard({
  step,
  number,
  isOpen,
  onToggle,
  onTick,
  onNext,
  ownNext = false,
  repair,
  children,
}: StepProps & {
  /** The step has its own button that leads on. */
  ownNext?: boolean;
  /** The button that mends the step's problem, where Parley can mend it. */
  repair?: ReactNode;
  children?: ReactNode;
}) {
  const t = useTranslations("settings.channels.guide");
  const { key } = step;
  const lines = LINES.filter((line) =>
    t.has(`steps.${key}.${line}` as "steps.business.a"),
  );
  return (
    // Hidden words are placed absolutely: without a place of their own they would lengthen the page.
    <li className="relative rounded-lg border bg-card">
      <h3>
        <button
          id={stepId(key)}
          type="button"
          aria-expanded={isOpen}
          aria-controls={`${stepId(key)}-body`}
          onClick={onToggle}
          className="flex w-full scroll-mt-4 items-center gap-3 rounded-lg px-4 py-3 text-start hover:bg-accent sm:px-5 touch:min-h-12"
        >
          <StepIcon step={step} />
          <span className="min-w-0 flex-1 font-medium">
            {`${number}. ${t(`steps.${key}.title`)}`}
          </span>
          <ChevronDown
            aria-hidden
            className={cn(
              "size-4 shrink-0 text-subtle transition-transform",
              isOpen && "rotate-180",
            )}
          />
        </button>
      </h3>
      <div
        id={`${stepId(key)}-body`}
        hidden={!isOpen}
        className="border-t px-4 pt-4 pb-5 sm:px-5"
      >
        <p className="max-w-prose text-sm">{t(`steps.${key}.why`)}</p>
        {lines.length > 0 && (
          <ol className="mt-3 max-w-prose list-decimal space-y-1 ps-5 text-sm">
            {lines.map((line) => (
              <li key={line}>
                {t(`steps.${key}.${line}` as "steps.business.a")}
              </li>
            ))}
          </ol>
        )}
        <PlaceDrawing step={key} />
        {step.code !== null && <Trouble code={step.code}>{repair}</Trouble>}
        {children && <div className="mt-4">{children}</div>}
        <StepFoot
          step={step}
          onTick={onTick}
          onNext={onNext}
          ownNext={ownNext}
        />
      </div>
    </li>
  );
}

function Trouble({ code, children }: { code: string; children: ReactNode }) {
  const advice = useProblemWords()(PAGE_KIND, code);
  if (!advice) return null;
  return (
    <Notice tone="warning" className="my-4">
      <p className="font-medium">{advice.message}</p>
      <p className="text-muted-foreground">{advice.fix}</p>
      {children}
    </Notice>
  );
}

/** The source of "done" of a step, and the buttons that lead on. */
function StepFoot({
  step,
  onTick,
  onNext,
  ownNext,
}: Pick<StepProps, "step" | "onTick" | "onNext"> & { ownNext: boolean }) {
  const t = useTranslations("settings.channels.guide");
  const { key, state, by } = step;
  const byHand = HAND_STEPS.find((hand) => hand === key);
  const isDone = state === "done";
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 border-t pt-4">
      <p
        role="status"
        className={cn(
          "min-w-0 flex-[1_1_14rem] text-xs",
          isDone ? "text-success" : "text-muted-foreground",
        )}
      >
        <Seen step={step} />
      </p>
      {byHand && !isDone && (
        <>
          <Button onClick={onNext}>{t("skip")}</Button>
          <Button
            variant="primary"
            onClick={() => {
              onTick(byHand, true);
              onNext();
            }}
          >
            {t("markDone")}
          </Button>
        </>
      )}
      {byHand && isDone && by === "person" && (
        <Button variant="ghost" onClick={() => onTick(byHand, false)}>
          {t("markOpen")}
        </Button>
      )}
      {isDone && key !== "message" && (
        <Button variant="primary" onClick={onNext}>
          {t("next")}
        </Button>
      )}
      {!byHand && !isDone && !ownNext && key !== "message" && (
        <Button onClick={onNext}>{t("skip")}</Button>
      )}
    </div>
  );
}

function Seen({ step: { key, state, by, at } }: { step: GuideStep }) {
  const t = useTranslations("settings.channels.guide");
  const locale = useLocale();
  if (state === "done" && at !== null) {
    const when = dateAndTime(locale, at);
    return by === "person" ? t("tickedAt", { when }) : t("seenAt", { when });
  }
  return t(UNSEEN_STEPS.includes(key) ? "cannotSee" : "willSee");
}
