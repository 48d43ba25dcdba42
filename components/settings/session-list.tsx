"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { AgentSession } from "#contract/people/session.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { useNow } from "#components/page/use-now.ts";
import { ListStates } from "#components/settings/list-states.tsx";
import { Row, RowList } from "#components/settings/section.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { shortDate } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/**
 * The browsers in which an agent is signed in, each with a button that ends it.
 * @param path "/me" or "/agents/{id}"
 */
export function SessionList({ path }: { path: string }) {
  const t = useTranslations("settings.sessions");
  const words = useErrorWords();
  const query = useQuery({
    queryKey: liveKey("sessions", path),
    queryFn: async ({ signal }) =>
      (await api<Page<AgentSession>>(`${path}/sessions`, { signal })).items,
    staleTime: 0,
  });
  const end = useMutation({
    mutationFn: ({ id }: AgentSession) =>
      api(`${path}/sessions/${id}`, { method: "DELETE" }),
    onSuccess: () => toast.success(t("ended")),
    onError: (error) => toast.error(words(error)),
    onSettled: () => query.refetch(),
  });
  return (
    <ListStates
      query={query}
      empty={<p className="text-sm text-muted-foreground">{t("none")}</p>}
    >
      {(items) => (
        <RowList label={t("title")}>
          {items.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              onEnd={() => end.mutate(session)}
            />
          ))}
        </RowList>
      )}
    </ListStates>
  );
}

const FRESH_MS = 3 * 60_000;

function SessionRow({
  session,
  onEnd,
}: {
  session: AgentSession;
  onEnd: () => void;
}) {
  const t = useTranslations("settings.sessions");
  const locale = useLocale();
  const now = useNow();
  const { browser, system, address, current, lastSeenAt } = session;
  const device =
    browser !== null && system !== null
      ? t("device", { browser, system })
      : (browser ?? system ?? t("unknownDevice"));
  const isFresh = now - Date.parse(lastSeenAt) < FRESH_MS;
  const seen = isFresh
    ? t("activeNow")
    : t("lastSeen", { when: shortDate(locale, lastSeenAt) });
  return (
    <Row
      title={device}
      badges={current ? <Badge tone="primary">{t("current")}</Badge> : null}
      detail={address === null ? seen : `${seen} · ${address}`}
      actions={
        current ? null : (
          <IconButton label={t("endWhat", { device })} onClick={onEnd}>
            <LogOut />
          </IconButton>
        )
      }
    />
  );
}
