"use client";

import { PartyPopper } from "lucide-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import {
  STARTING_STEPS,
  type GettingStarted,
} from "#contract/company/getting-started.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useGettingStarted } from "#components/live/queries/use-getting-started.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { SettingsPage } from "#components/settings/section.tsx";
import { StartStep } from "#components/settings/start/start-step.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The first day: from the company's name to the first invited teammate. Each step ticks itself. */
export function StartPage() {
  const t = useTranslations("settings.start");
  const query = useGettingStarted();
  return (
    <SettingsPage title={t("title")} hint={t("hint")}>
      <QueryStates query={query}>
        {(started) =>
          started.done ? (
            <EmptyState
              icon={<PartyPopper />}
              title={<h3>{t("allDone")}</h3>}
              text={t("allDoneText")}
              action={
                <Button asChild variant="primary">
                  <PageLink href="/inbox">{t("openInbox")}</PageLink>
                </Button>
              }
            />
          ) : (
            <Checklist started={started} />
          )
        }
      </QueryStates>
    </SettingsPage>
  );
}

function Checklist({ started }: { started: GettingStarted }) {
  const t = useTranslations("settings.start");
  const { steps } = started;
  const total = STARTING_STEPS.length;
  const count = STARTING_STEPS.filter((step) => steps[step]).length;
  const next = STARTING_STEPS.find((step) => !steps[step]);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <p role="status" className="text-sm font-medium">
          {t("progress", { count, total })}
        </p>
        <div
          aria-hidden // the text beside it says the same
          className="h-1.5 min-w-24 flex-1 overflow-hidden rounded-full bg-muted"
        >
          <div
            className="h-full bg-primary transition-[width]"
            style={{ width: `${(count / total) * 100}%` }}
          />
        </div>
      </div>
      <ol aria-label={t("title")} className="flex flex-col gap-3">
        {STARTING_STEPS.map((step) => (
          <StartStep
            key={step}
            step={step}
            isDone={steps[step]}
            isNext={step === next}
            unfinishedChannelId={started.unfinishedChannelId}
          />
        ))}
      </ol>
      <PutAway hidden={started.hidden} />
    </>
  );
}

/** Puts the checklist away for all admins. The settings menu keeps it until everything is done. */
function PutAway({ hidden }: { hidden: boolean }) {
  const t = useTranslations("settings.start");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      api<GettingStarted>("/settings/getting-started", {
        method: "PATCH",
        body: { hidden: !hidden },
      }),
    onSuccess: (started) =>
      queryClient.setQueryData(liveKey("getting-started"), started),
  });
  return (
    <div className="mt-5 flex flex-col gap-3">
      {error && (
        <Notice tone="danger" role="alert">
          {words(error)}
        </Notice>
      )}
      <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-2">
        <p className="min-w-0 flex-[1_1_12rem] text-sm text-muted-foreground">
          {t(hidden ? "hiddenHint" : "hideHint")}
        </p>
        <Button busy={isPending} onClick={() => mutate()}>
          {t(hidden ? "showAgain" : "hide")}
        </Button>
      </div>
    </div>
  );
}
