"use client";

import { ChevronRight, RefreshCw, Webhook } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { Channel } from "#contract/channels/channel.ts";
import type { DeliveryRecord } from "#contract/channels/deliveries.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { DeliveryFilterForm } from "#components/settings/deliveries/delivery-filter.tsx";
import {
  channelsIn,
  StateBadge,
  useTrouble,
} from "#components/settings/deliveries/delivery-facts.tsx";
import {
  NO_FILTER,
  useDeliveries,
  useReplay,
} from "#components/settings/deliveries/use-deliveries.ts";
import { SkeletonRows } from "#components/settings/list-states.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { RowList, SettingsPage } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** The most that one request replays. */
const MAX_REPLAYED = 100;

/** Deliveries of channels: found by id, channel, state and time, and applied again. */
export function DeliveryList() {
  const t = useTranslations("settings.deliveries");
  // The page of the system leads to those that were set aside.
  const asked = useSearchParams().get("state") === "parked" ? "parked" : "";
  const [filter, setFilter] = useState({ ...NO_FILTER, state: asked });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const deliveries = useDeliveries(filter);
  const { data: channels = [] } = useChannels();
  const replay = useReplay(() => setChosen(new Set()));
  // The list also refreshes alone while a delivery waits: the button doesn't flicker with it.
  const [isAsked, setAsked] = useState(false);
  const items = deliveries.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = items.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return (
    <SettingsPage
      title={t("title")}
      hint={t("hint")}
      action={
        <Button
          busy={isAsked && deliveries.isRefetching}
          onClick={() => {
            setAsked(true);
            void deliveries.refetch().finally(() => setAsked(false));
          }}
        >
          <RefreshCw />
          {t("refresh")}
        </Button>
      }
    >
      <DeliveryFilterForm
        filter={filter}
        onFilter={(next) => {
          setFilter(next);
          setChosen(new Set());
        }}
      />
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <p
          id="replay-hint"
          className="min-w-0 flex-[1_1_16rem] text-sm text-muted-foreground"
        >
          {t("replayHint")}
        </p>
        <span role="status" className="text-sm">
          {shown.length > MAX_REPLAYED
            ? t("tooMany", { max: MAX_REPLAYED })
            : shown.length > 0 && t("selected", { count: shown.length })}
        </span>
        <Button
          busy={replay.isPending}
          disabled={shown.length === 0 || shown.length > MAX_REPLAYED}
          aria-describedby="replay-hint"
          onClick={() => replay.mutate(shown)}
        >
          {t("replay")}
        </Button>
      </div>
      <QueryStates
        query={deliveries}
        failed={t("failed")}
        skeleton={<SkeletonRows />}
      >
        {() =>
          items.length === 0 && !deliveries.hasNextPage ? (
            <EmptyState
              icon={<Webhook />}
              title={t(isFiltered ? "none" : "empty")}
              text={t(isFiltered ? "noneHint" : "emptyHint")}
            />
          ) : (
            items.length > 0 && (
              <RowList label={t("title")}>
                {items.map((delivery) => (
                  <DeliveryRow
                    key={delivery.id}
                    delivery={delivery}
                    channels={channels}
                    isChosen={chosen.has(delivery.id)}
                    onChoose={(isChosen) => choose(delivery.id, isChosen)}
                  />
                ))}
              </RowList>
            )
          )
        }
      </QueryStates>
      <MoreButton list={deliveries}>
        {t(items.length === 0 ? "older" : "more")}
      </MoreButton>
    </SettingsPage>
  );
}

function DeliveryRow({
  delivery,
  channels,
  isChosen,
  onChoose,
}: {
  delivery: DeliveryRecord;
  channels: readonly Channel[];
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}) {
  const t = useTranslations("settings.deliveries");
  const locale = useLocale();
  const trouble = useTrouble()(delivery);
  const { id, receivedAt, state, body } = delivery;
  const when = dateAndTime(locale, receivedAt);
  const names = channelsIn(delivery, channels).map(({ name }) => name);
  return (
    <li className="relative flex items-center gap-3 px-4 py-2.5 hover:bg-accent has-checked:bg-primary-soft">
      <label className="relative z-1 flex items-center touch:size-11 touch:justify-center">
        <input
          type="checkbox"
          aria-label={t("select", { when })}
          checked={isChosen}
          onChange={({ target }) => onChoose(target.checked)}
          className="size-4 accent-(--primary)"
        />
      </label>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2">
          <PageLink
            href={`/settings/deliveries/${id}`}
            prefetch={false}
            className="font-medium outline-offset-2 after:absolute after:inset-0"
          >
            {when}
          </PageLink>
          <StateBadge state={state} />
          <span className="min-w-0 truncate text-sm text-muted-foreground">
            {names.length > 0 ? names.join(", ") : t("unknownChannel")}
          </span>
        </div>
        {trouble && (
          <p className="truncate text-sm text-muted-foreground">{trouble}</p>
        )}
        <p className="truncate font-mono text-xs text-muted-foreground">
          {previewOf(body)}
        </p>
      </div>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-subtle" />
    </li>
  );
}

/** More than the widest row has room for. */
const SHOWN_CHARACTERS = 300;
/** The members of a body that hold what happened; before them is the same in all. */
const CONTENT = /"(messaging|standby|changes|events)":/;

/** The beginning of what happened. Pure. */
function previewOf(body: string): string {
  const start = Math.max(0, body.search(CONTENT));
  return body.slice(start, start + SHOWN_CHARACTERS);
}
