"use client";

import { Cable, ChevronRight, PlugZap, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { Channel } from "#contract/channels/channel.ts";
import {
  badness,
  needsAttention,
  worstLight,
} from "#contract/channels/health/worst-light.ts";
import { includesFolded } from "#contract/text/fold.ts";
import { usePlaceName } from "#components/thread/channel/use-place-name.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { toast } from "#components/page/toast.ts";
import { HealthBadge } from "#components/settings/channels/health.tsx";
import { LightChips } from "#components/settings/channels/light-chips.tsx";
import { useCheckAll } from "#components/settings/channels/use-check-all.ts";
import { ListStates } from "#components/settings/list-states.tsx";
import { RowList, SettingsPage } from "#components/settings/section.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { useListTime } from "#components/words/use-times.ts";

/** Fewer are seen at a glance. */
const SEARCHED_FROM = 4;

export function ChannelList() {
  const t = useTranslations("settings.channels");
  const channels = useChannels();
  const connect = (
    <Button asChild variant="primary">
      <PageLink href="/settings/channels/new">
        <Plus />
        {t("connect")}
      </PageLink>
    </Button>
  );
  return (
    <SettingsPage
      title={t("title")}
      hint={t("hint")}
      action={channels.data?.length ? connect : undefined}
    >
      <ListStates
        query={channels}
        empty={
          <EmptyState
            icon={<Cable />}
            title={t("empty")}
            text={t("emptyHint")}
            action={connect}
          />
        }
      >
        {(items) => <Channels items={items} />}
      </ListStates>
    </SettingsPage>
  );
}

type Shown = "all" | "attention";

function Channels({ items }: { items: Channel[] }) {
  const t = useTranslations("settings.channels");
  const [shown, setShown] = useState<Shown>("all");
  const [search, setSearch] = useState("");
  const [sorting, setSorting] = useState(0);
  const { checkAll, isChecking, done } = useCheckAll((failed) => {
    setSorting((count) => count + 1);
    if (failed > 0) toast.warning(t("checkedSome", { count: failed }));
    else toast.success(t("checkedAll"));
  });
  const sorted = useSorted(items, sorting);
  const wanted = search.trim();
  const found = sorted.filter(
    (channel) =>
      (shown === "all" || needsAttention(channel)) &&
      includesFolded(`${channel.name} ${channel.accountId}`, wanted),
  );
  const attention = items.filter(needsAttention).length;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        {items.length >= SEARCHED_FROM && (
          <>
            <SearchInput
              value={search}
              onChange={setSearch}
              label={t("search")}
              maxLength={100}
              className="min-w-40 flex-1"
            />
            <Segmented
              label={t("show")}
              value={shown}
              onValueChange={setShown}
              options={[
                { value: "all", label: t("all", { count: items.length }) },
                {
                  value: "attention",
                  label: t("attention", { count: attention }),
                },
              ]}
            />
          </>
        )}
        <Button
          busy={isChecking}
          className="ms-auto"
          onClick={() => checkAll(items)}
        >
          <PlugZap />
          {t("checkAll")}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {isChecking ? t("checking", { done, count: items.length }) : ""}
      </p>
      {found.length === 0 ? (
        <EmptyState
          title={t(wanted === "" ? "noneNeedsAttention" : "noneFound")}
        />
      ) : (
        <RowList label={t("title")}>
          {found.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} />
          ))}
        </RowList>
      )}
    </>
  );
}

/**
 * The worst first, then by name. The order holds while lights change, so that
 * no row moves away from the pointer; it is made anew with other channels and
 * after a check of all.
 */
function useSorted(items: Channel[], sorting: number): Channel[] {
  const ids = items.map(({ id }) => id).join();
  const order = useMemo(
    () => new Map(inOrder(items).map(({ id }, nth) => [id, nth])),
    [ids, sorting],
  );
  return items.toSorted(
    (a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0),
  );
}

function inOrder(items: Channel[]): Channel[] {
  const rank = ({ enabled, lights }: Channel) =>
    enabled ? badness(worstLight(lights)?.state ?? "unknown") : badness("ok");
  return items.toSorted(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name),
  );
}

function ChannelRow({ channel }: { channel: Channel }) {
  const kinds = useTranslations("channelKinds");
  const t = useTranslations("settings.channels");
  const listTime = useListTime();
  const { id, type, name, pictureUrl, lastEventAt, route, checkedAt } = channel;
  const place = usePlaceName(route.open);
  return (
    <li className="relative flex items-center gap-3 px-4 py-3 hover:bg-accent">
      <Avatar id={id} name={name} url={pictureUrl} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2">
          <PageLink
            href={`/settings/channels/${id}`}
            className="min-w-0 truncate font-medium outline-offset-2 after:absolute after:inset-0"
          >
            {name}
          </PageLink>
          <HealthBadge channel={channel} />
          {checkedAt && (
            <span className="text-xs text-muted-foreground">
              {t("checkedAt", { when: listTime(checkedAt) })}
            </span>
          )}
        </div>
        <p className="truncate text-sm text-muted-foreground">
          {`${kinds(type)} · `}
          {route.open === null && `${t("goesNowhere")} · `}
          {place && `${t("goesTo", { place })} · `}
          {lastEventAt
            ? t("lastEvent", { when: listTime(lastEventAt) })
            : t("noEvent")}
        </p>
        <LightChips lights={channel.lights} />
      </div>
      <ChevronRight aria-hidden className="size-4 text-subtle" />
    </li>
  );
}
