"use client";

import { CircleCheck, CircleDashed } from "lucide-react";
import { useTranslations } from "next-intl";
import type { StartingStep } from "#contract/company/getting-started.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { CompanyStep } from "#components/settings/start/company-step.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Button } from "#components/ui/controls/button.tsx";

/** The page on which a step is done. */
const PAGES: Record<StartingStep, string> = {
  company: "/settings/company",
  channel: "/settings/channels/new",
  queue: "/settings/queues",
  route: "/settings/channels",
  teammate: "/settings/people",
};

/** A step of the first day: what it is for, whether it is done, and where it is done. */
export function StartStep({
  step,
  isDone,
  isNext,
  unfinishedChannelId,
}: {
  step: StartingStep;
  isDone: boolean;
  /** The first step that is not done. */
  isNext: boolean;
  unfinishedChannelId: string | null;
}) {
  const t = useTranslations("settings.start");
  const Icon = isDone ? CircleCheck : CircleDashed;
  const isWaiting =
    step === "channel" && !isDone && unfinishedChannelId !== null;
  const href = isWaiting
    ? `/settings/channels/${unfinishedChannelId}`
    : PAGES[step];
  const hasForm = step === "company" && !isDone;
  const title = t(`steps.${step}.title`);
  const action =
    step === "company" || isDone
      ? t("view")
      : t(isWaiting ? "continue" : `steps.${step}.action`);
  return (
    <li
      className={cn(
        "rounded-lg border bg-card p-4",
        isNext && "border-primary",
      )}
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-3">
        <Icon
          aria-hidden
          className={cn(
            "mt-0.5 size-5 shrink-0",
            isDone ? "text-success" : "text-subtle",
          )}
        />
        <div className="min-w-0 flex-[1_1_12rem]">
          <h3 className="text-base font-semibold">
            {title}
            <span className="sr-only">
              {" "}
              {t(isDone ? "stepDone" : "stepOpen")}
            </span>
          </h3>
          <p className="mt-0.5 text-sm text-muted-foreground">
            {t(isWaiting ? "channelWaiting" : `steps.${step}.text`)}
          </p>
        </div>
        {!hasForm && (
          <Button
            asChild
            variant={isNext ? "primary" : "outline"}
            className="ms-auto"
          >
            <PageLink href={href}>
              {action}
              {isDone && <span className="sr-only">: {title}</span>}
            </PageLink>
          </Button>
        )}
      </div>
      {hasForm && <CompanyStep />}
    </li>
  );
}
