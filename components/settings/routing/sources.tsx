"use client";

import { useTranslations } from "next-intl";
import type { Destination } from "#contract/routing/destination.ts";
import {
  useChannels,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Card } from "#components/settings/section.tsx";

/** One place that sends conversations to another, and the page where that is set. */
type Source = { text: string; href: string };

const TIMES = ["open", "closed", "break", "holiday"] as const;
const ENDS = ["noAnswer", "closed", "break", "holiday"] as const;

/** The channels, rules, queues and ring groups that send conversations to this place. */
function useSources(to: Destination): Source[] {
  const t = useTranslations("settings.sources");
  const channels = useChannels().data ?? [];
  const queues = useQueues().data ?? [];
  const groups = useRingGroups().data ?? [];
  const leadsHere = (other: Destination | null | undefined) =>
    other?.type === to.type && other.id === to.id;
  return [
    ...channels.flatMap(({ id, name, route }) => {
      const texts = [
        ...TIMES.filter((time) => leadsHere(route[time])).map((time) =>
          t(time, { name }),
        ),
        ...(route.rules ?? [])
          .filter(({ to: other }) => leadsHere(other))
          .map((rule) => t("rule", { name, rule: rule.name })),
      ];
      const href = `/settings/channels/${id}`;
      return texts.map((text) => ({ text, href }));
    }),
    ...queues
      .filter(({ overflow }) => leadsHere(overflow))
      .map(({ id, name }) => ({
        text: t("queue", { name }),
        href: `/settings/queues/${id}`,
      })),
    ...groups
      .filter((group) => ENDS.some((end) => leadsHere(group[end])))
      .map(({ name }) => ({
        text: t("group", { name }),
        href: "/settings/ring-groups",
      })),
  ];
}

/** The way into a queue, for its page. */
export function SourcesCard({ to }: { to: Destination }) {
  const t = useTranslations("settings.sources");
  const sources = useSources(to);
  return (
    <Card title={t("title")}>
      {sources.length > 0 ? (
        <ul className="space-y-1 text-sm">
          {sources.map(({ text, href }) => (
            <li key={text}>
              <PageLink href={href} className="text-primary hover:underline">
                {text}
              </PageLink>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-sm text-muted-foreground">
          {t.rich("none", {
            link: (text) => (
              <PageLink
                href="/settings/channels"
                className="text-primary underline"
              >
                {text}
              </PageLink>
            ),
          })}
        </p>
      )}
    </Card>
  );
}

/** The consequences of deleting a place: its usual words, and each source that then leads nowhere. */
export function DeletedPlace({ to, text }: { to: Destination; text: string }) {
  const t = useTranslations("settings.sources");
  const sources = useSources(to);
  return (
    <>
      {text}
      {sources.length > 0 && (
        <>
          {" "}
          {t("deleted")}
          <span role="list" className="mt-2 block">
            {sources.map((source) => (
              <span role="listitem" key={source.text} className="block">
                {source.text}
              </span>
            ))}
          </span>
        </>
      )}
    </>
  );
}
