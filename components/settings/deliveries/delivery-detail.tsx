"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DeliveryRecord } from "#contract/channels/deliveries.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { BackLink } from "#components/navigation/back-link.tsx";
import { PageLink } from "#components/navigation/page-link.tsx";
import {
  channelsIn,
  StateBadge,
} from "#components/settings/deliveries/delivery-facts.tsx";
import {
  useDelivery,
  useReplay,
} from "#components/settings/deliveries/use-deliveries.ts";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyButton } from "#components/ui/controls/copy-button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { dateAndTime, fileSize } from "#components/words/times.ts";

/** One delivery with its whole body, and the button that applies it again. */
export function DeliveryDetail({ deliveryId }: { deliveryId: string }) {
  const t = useTranslations("settings.deliveries");
  const words = useErrorWords();
  const { data, error, isPending, refetch } = useDelivery(deliveryId);
  const back = <BackLink href="/settings/deliveries">{t("back")}</BackLink>;
  if (isPending)
    return (
      <SettingsPage title="…" back={back}>
        <Skeleton className="h-72 rounded-lg" />
      </SettingsPage>
    );
  if (data) return <Shown delivery={data} back={back} />;
  // An id that is none, or a delivery that is too old.
  const isGone =
    error instanceof ApiError && (error.status === 404 || error.status === 422);
  return (
    <EmptyState
      title={t(isGone ? "gone" : "failed")}
      text={isGone ? t("goneHint") : words(error)}
      action={
        isGone ? (
          back
        ) : (
          <Button onClick={() => void refetch()}>{t("retry")}</Button>
        )
      }
    />
  );
}

function Shown({
  delivery,
  back,
}: {
  delivery: DeliveryRecord;
  back: ReactNode;
}) {
  const t = useTranslations("settings.deliveries");
  const locale = useLocale();
  const replay = useReplay();
  const { data: channels = [] } = useChannels();
  const { id, appId, receivedAt, state, attempts, error, notes } = delivery;
  const { waitingFor, bytes, body } = delivery;
  const named = channelsIn(delivery, channels);
  const facts: [string, ReactNode][] = [
    [t("state"), <StateBadge key="state" state={state} />],
    [
      t("channel"),
      named.length > 0
        ? named.map(({ id: channelId, name }) => (
            <PageLink
              key={channelId}
              href={`/settings/channels/${channelId}`}
              className="me-2 underline underline-offset-2"
            >
              {name}
            </PageLink>
          ))
        : t("unknownChannel"),
    ],
    [t("app"), appId],
    [t("attempts"), attempts],
    [t("size"), fileSize(locale, bytes)],
    ...(error === null ? [] : [[t("errorLabel"), error] as [string, string]]),
    ...(waitingFor.length === 0
      ? []
      : [
          [
            t("states.waiting"),
            t("waitsFor", { pages: waitingFor.join(", ") }),
          ] as [string, string],
        ]),
    ...(notes === null
      ? []
      : [
          [
            t("notes"),
            notes.map(({ reason, path }) => `${reason} (${path})`).join(", "),
          ] as [string, string],
        ]),
  ];
  return (
    <SettingsPage
      title={t("id", { id })}
      hint={t("received", { when: dateAndTime(locale, receivedAt) })}
      back={back}
      action={
        <Button
          busy={replay.isPending}
          disabled={state === "pending"}
          aria-describedby="replay-hint"
          onClick={() => replay.mutate([id])}
        >
          {t("replay")}
        </Button>
      }
    >
      <p id="replay-hint" className="mb-5 text-sm text-muted-foreground">
        {t("replayHint")}
      </p>
      <Card title={t("facts")}>
        <dl className="grid gap-x-4 gap-y-2 text-sm sm:grid-cols-[10rem_1fr]">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted-foreground">{name}</dt>
              <dd className="min-w-0 wrap-anywhere max-sm:mb-1">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card title={t("body")} hint={t("bodyHint")}>
        <div className="relative">
          <div className="absolute end-1 top-1">
            <CopyButton text={body} label={t("copy")} />
          </div>
          <pre
            tabIndex={0}
            aria-label={t("body")}
            className="max-h-128 overflow-auto rounded-md bg-muted p-3 pe-10 font-mono text-xs"
          >
            {pretty(body)}
          </pre>
        </div>
        {body.length < bytes && !isWhole(body) && (
          <p className="mt-2 text-sm text-muted-foreground">{t("cut")}</p>
        )}
      </Card>
    </SettingsPage>
  );
}

/** Indented where it is JSON, else as it is. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function isWhole(body: string): boolean {
  return pretty(body) !== body;
}
