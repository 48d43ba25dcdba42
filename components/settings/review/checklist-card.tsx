"use client";

import { CircleCheck, CircleDashed } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  CONFIRMED_CHECKS,
  type ConfirmedCheck,
  type Review,
} from "#contract/review/review.ts";
import { Card } from "#components/settings/section.tsx";
import { useReviewChange } from "#components/settings/review/use-review-change.ts";
import { cn } from "#components/ui/class-names.ts";
import { Button } from "#components/ui/controls/button.tsx";

type Line = Review["checklist"][number];

/** Meta's demands before the review: seen by Parley, or confirmed by a person. */
export function ChecklistCard({
  review,
  mayChange,
  isChecking,
  onCheck,
}: {
  review: Review;
  mayChange: boolean;
  isChecking: boolean;
  onCheck: () => void;
}) {
  const t = useTranslations("settings.review");
  const { mutate, isPending } = useReviewChange(review.channelId);
  const confirmed = review.checklist
    .filter(({ automatic, done }) => !automatic && done)
    .map(({ key }) => key as ConfirmedCheck);
  const toggle = (key: ConfirmedCheck) =>
    mutate({
      confirmed: CONFIRMED_CHECKS.filter((each) =>
        each === key ? !confirmed.includes(each) : confirmed.includes(each),
      ),
    });
  return (
    <Card title={t("checklist")} hint={t("checklistHint")}>
      <ul aria-label={t("checklist")} className="divide-y rounded-md border">
        {review.checklist.map((line) => (
          <li
            key={line.key}
            className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2 text-sm"
          >
            <Mark line={line} />
            <div className="min-w-0 flex-[1_1_12rem]">
              <p className="font-medium">{t(`checks.${line.key}.title`)}</p>
              {!line.done && (
                <p className="text-xs text-muted-foreground">
                  {t(`checks.${line.key}.how`)}
                </p>
              )}
            </div>
            {!line.automatic && (
              <input
                type="checkbox"
                className="mt-0.5 size-4 accent-primary"
                aria-label={t("confirm", {
                  what: t(`checks.${line.key}.title`),
                })}
                checked={line.done}
                disabled={!mayChange || isPending}
                onChange={() => toggle(line.key as ConfirmedCheck)}
              />
            )}
          </li>
        ))}
      </ul>
      <div className="mt-4 flex justify-end">
        <Button busy={isChecking} onClick={onCheck}>
          {t("again")}
        </Button>
      </div>
    </Card>
  );
}

function Mark({ line: { done } }: { line: Line }) {
  const t = useTranslations("settings.review");
  const Icon = done ? CircleCheck : CircleDashed;
  return (
    <>
      <Icon
        aria-hidden
        className={cn(
          "mt-0.5 size-4 shrink-0",
          done ? "text-success" : "text-subtle",
        )}
      />
      <span className="sr-only">{done ? t("done") : t("notDone")}</span>
    </>
  );
}
