"use client";

import { FileQuestion, Plus } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import {
  REQUEST_STATES,
  type DataRequest,
  type RequestState,
} from "#contract/customers/data-request.ts";
import { mayDo } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useGo } from "#components/navigation/use-go.ts";
import { DueBadge } from "#components/settings/data-requests/due-badge.tsx";
import { RequestDialog } from "#components/settings/data-requests/request-dialog.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { SkeletonRows } from "#components/settings/list-states.tsx";
import { Row, RowList, SettingsPage } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { shortDate } from "#components/words/times.ts";

const ALL = "all";
const FILTERS = [ALL, ...REQUEST_STATES] as const;

/** The requests of people about their data: the open ones first, by due date. */
export function DataRequests() {
  const t = useTranslations("settings.dataRequests");
  const go = useGo();
  const { role } = useMe();
  const [state, setState] = useState<RequestState | typeof ALL>(ALL);
  const [isAdding, setAdding] = useState(false);
  const list = usePages<DataRequest>({
    queryKey: liveKey("data-requests", state),
    path: "/data-requests",
    query: state === ALL ? {} : { state },
  });
  const add = mayDo(role, "customers.answer_requests") && (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus />
      {t("add")}
    </Button>
  );
  return (
    <SettingsPage title={t("title")} hint={t("hint")} action={add}>
      <Segmented
        label={t("filter")}
        value={state}
        onValueChange={setState}
        options={FILTERS.map((value) => ({
          value,
          label: t(`filters.${value}`),
        }))}
        className="mb-4 max-w-md"
      />
      <QueryStates query={list} skeleton={<SkeletonRows />}>
        {(requests) =>
          requests.length === 0 ? (
            <div className="rounded-lg border border-dashed">
              <EmptyState
                icon={<FileQuestion />}
                title={t("empty")}
                text={t("emptyHint")}
              />
            </div>
          ) : (
            <>
              <RowList label={t("title")}>
                {requests.map((request) => (
                  <RequestRow key={request.id} request={request} />
                ))}
              </RowList>
              <MoreButton list={list}>{t("more")}</MoreButton>
            </>
          )
        }
      </QueryStates>
      {isAdding && (
        <RequestDialog
          request={null}
          latest={list.data?.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0]}
          onClose={() => setAdding(false)}
          onSaved={({ id }) => go(`/settings/data-requests/${id}`)}
        />
      )}
    </SettingsPage>
  );
}

function RequestRow({ request }: { request: DataRequest }) {
  const t = useTranslations("settings.dataRequests");
  const locale = useLocale();
  return (
    <Row
      title={
        <PageLink
          href={`/settings/data-requests/${request.id}`}
          className="bidi hover:underline"
        >
          {request.name}
        </PageLink>
      }
      badges={<DueBadge request={request} />}
      detail={[
        t(`kinds.${request.kind}`),
        t(`ways.${request.way}`),
        t("receivedOn", { date: shortDate(locale, request.receivedAt) }),
      ].join(" · ")}
    />
  );
}
