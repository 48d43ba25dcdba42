"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DataRequestDetail } from "#contract/customers/data-request.ts";
import { mayExtend } from "#contract/customers/request-due.ts";
import { mayDo } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { AnswerCard } from "#components/settings/data-requests/answer-card.tsx";
import { DueBadge } from "#components/settings/data-requests/due-badge.tsx";
import {
  ReasonDialog,
  type ReasonedAct,
} from "#components/settings/data-requests/reason-dialog.tsx";
import { RequestDialog } from "#components/settings/data-requests/request-dialog.tsx";
import { RequestFacts } from "#components/settings/data-requests/request-facts.tsx";
import { StepsCard } from "#components/settings/data-requests/steps-card.tsx";
import { useRequestChange } from "#components/settings/data-requests/use-request-change.ts";
import { DetailPage } from "#components/settings/detail-page.tsx";
import { Card } from "#components/settings/section.tsx";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** One request: what is known, what is left to do, and the answer. */
export function DataRequestPage({ requestId }: { requestId: string }) {
  const t = useTranslations("settings.dataRequests");
  const { data, isPending } = useQuery({
    queryKey: liveKey("data-request", requestId),
    queryFn: ({ signal }) =>
      api<DataRequestDetail>(`/data-requests/${requestId}`, { signal }),
  });
  return (
    <DetailPage
      item={data}
      isPending={isPending}
      list="/settings/data-requests"
      words={{ gone: t("gone"), backToList: t("title") }}
      hint={({ kind }) => t(`kinds.${kind}`)}
      action={(request) => <DueBadge request={request} />}
    >
      {(request) => <RequestCards request={request} />}
    </DetailPage>
  );
}

function RequestCards({ request }: { request: DataRequestDetail }) {
  const t = useTranslations("settings.dataRequests");
  const words = useErrorWords();
  const { role } = useMe();
  const mayAnswer = mayDo(role, "customers.answer_requests");
  const change = useRequestChange(request.id);
  const [asked, setAsked] = useState<ReasonedAct | "edit" | null>(null);
  const ask = (act: ReasonedAct | "edit") => {
    // The dialog shows its own error, and none of another act.
    change.reset();
    setAsked(act);
  };
  const isOpen = request.state === "open";
  const move = (state: "answered" | "open") =>
    change.mutate({ state }, { onError: (error) => toast.error(words(error)) });
  return (
    <>
      <Card title={t("request")}>
        <RequestFacts request={request} change={mayAnswer ? change : null} />
        {mayAnswer && (
          <div className="mt-4 flex flex-wrap gap-2">
            <Button size="sm" onClick={() => ask("edit")}>
              {t("edit")}
            </Button>
            {isOpen && (
              <Button size="sm" onClick={() => ask("identify")}>
                {t("identify.open")}
              </Button>
            )}
            {isOpen && request.extended === null && mayExtend(request) && (
              <Button size="sm" onClick={() => ask("extend")}>
                {t("extend.open")}
              </Button>
            )}
          </div>
        )}
      </Card>
      <AnswerCard request={request} />
      {mayAnswer && (
        <div className="mb-5 flex flex-wrap gap-2">
          {isOpen ? (
            <>
              <Button
                variant="primary"
                busy={change.isPending}
                onClick={() => move("answered")}
              >
                {t("markAnswered")}
              </Button>
              <Button onClick={() => ask("refuse")}>{t("refuse.open")}</Button>
            </>
          ) : (
            <Button busy={change.isPending} onClick={() => move("open")}>
              {t("reopen")}
            </Button>
          )}
        </div>
      )}
      <StepsCard request={request} mayAdd={mayAnswer} />
      {asked === "edit" && (
        <RequestDialog
          request={request}
          onClose={() => setAsked(null)}
          onSaved={() => setAsked(null)}
        />
      )}
      {asked !== null && asked !== "edit" && (
        <ReasonDialog
          act={asked}
          change={change}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
