"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { System } from "#contract/supervision/system.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { FailedJobs } from "#components/settings/system/failed-jobs.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { dateAndTime, fileSize } from "#components/words/times.ts";

const REFRESH_MS = 10_000;
/** Waiting longer than this is marked: the doctor warns from there on, too. */
const LATE_SECONDS = 60;
const LOW_DISK_SHARE = 0.1;

/** The state of the installation, read again every ten seconds. */
export function SystemPage() {
  const t = useTranslations("settings.system");
  const query = useQuery({
    queryKey: liveKey("system"),
    queryFn: ({ signal }) => api<System>("/system", { signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <SettingsPage title={t("title")} hint={t("hint")}>
      <QueryStates query={query}>
        {(system) => (
          <>
            <Work system={system} />
            <FailedJobs jobs={system.failedJobs} />
            <Processes system={system} />
            <Storage system={system} />
            <SlowStatements system={system} />
          </>
        )}
      </QueryStates>
    </SettingsPage>
  );
}

/** A name, its value, and whether the value needs attention. */
function Fact({
  name,
  mark,
  children,
}: {
  name: string;
  mark?: string | false | undefined;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 py-2">
      <dt className="text-sm text-muted-foreground">{name}</dt>
      <dd className="flex flex-wrap items-center gap-2 text-sm tabular-nums">
        {mark && <Badge tone="warning">{mark}</Badge>}
        <span>{children}</span>
      </dd>
    </div>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="-my-2 divide-y">{children}</dl>;
}

function Work({ system }: { system: System }) {
  const t = useTranslations("settings.system");
  const { work, testMessage, syntheticMessage } = system;
  const locale = useLocale();
  const late = (seconds: number) => seconds > LATE_SECONDS && t("late");
  return (
    <Card title={t("work")}>
      <Facts>
        <Fact
          name={t("deliveriesPending")}
          mark={late(work.deliveriesOldestSeconds)}
        >
          <PageLink
            href="/settings/deliveries"
            className="font-medium text-primary hover:underline"
          >
            {t("countSince", {
              count: work.deliveriesPending,
              seconds: Math.round(work.deliveriesOldestSeconds),
            })}
          </PageLink>
        </Fact>
        {work.deliveriesWaiting > 0 && (
          <Fact name={t("deliveriesWaiting")}>{work.deliveriesWaiting}</Fact>
        )}
        <Fact
          name={t("deliveriesParked")}
          mark={work.deliveriesParked > 0 && t("look")}
        >
          {work.deliveriesParked > 0 ? (
            <PageLink
              href="/settings/deliveries?state=parked"
              className="font-medium text-primary hover:underline"
            >
              {t("openParked", { count: work.deliveriesParked })}
            </PageLink>
          ) : (
            0
          )}
        </Fact>
        <Fact name={t("sendsPending")} mark={late(work.sendsOverdueSeconds)}>
          {t("countSince", {
            count: work.sendsPending,
            seconds: Math.round(work.sendsOverdueSeconds),
          })}
        </Fact>
        <Fact name={t("sendsUncertain")}>{work.sendsUncertain}</Fact>
        <Fact name={t("announcementsPending")}>
          {work.announcementsPending}
        </Fact>
        <Fact name={t("filesPending")}>{work.filesPending}</Fact>
        <Fact
          name={t("testMessage")}
          mark={testMessage?.appliedMs === null && t("look")}
        >
          {testMessage === null
            ? t("noTestMessage")
            : testMessage.appliedMs === null
              ? t("testMissing", {
                  channel: testMessage.channel.name,
                  at: dateAndTime(locale, testMessage.at),
                })
              : t("testArrived", {
                  channel: testMessage.channel.name,
                  at: dateAndTime(locale, testMessage.at),
                  seconds: testMessage.appliedMs / 1000,
                })}
        </Fact>
        <Fact
          name={t("syntheticMessage")}
          mark={syntheticMessage?.late && t("late")}
        >
          {syntheticMessage === null
            ? t("syntheticOff")
            : syntheticMessage.lastSuccessAt === null
              ? t("syntheticNone")
              : t("syntheticArrived", {
                  at: dateAndTime(locale, syntheticMessage.lastSuccessAt),
                  seconds: syntheticMessage.seconds ?? 0,
                })}
        </Fact>
      </Facts>
    </Card>
  );
}

function Processes({ system: { processes } }: { system: System }) {
  const t = useTranslations("settings.system");
  const locale = useLocale();
  const versions = new Set(processes.map(({ version }) => version));
  return (
    <Card title={t("processes")} hint={t("processesHint")}>
      <ul aria-label={t("processes")} className="-my-2 divide-y">
        {processes.map(
          ({ id, role, version, hostname, startedAt, sockets }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 py-2">
              <span className="flex min-w-0 flex-[1_1_12rem] flex-wrap items-center gap-2">
                <Badge tone="primary">{t(`roles.${role}`)}</Badge>
                <span className="min-w-0 truncate text-sm font-medium">
                  {hostname}
                </span>
                <span className="text-sm text-muted-foreground">{version}</span>
                {versions.size > 1 && (
                  <Badge tone="warning">{t("mixedVersions")}</Badge>
                )}
              </span>
              <span className="text-sm text-muted-foreground tabular-nums">
                {role === "worker"
                  ? t("since", { at: dateAndTime(locale, startedAt) })
                  : t("sinceWithSockets", {
                      at: dateAndTime(locale, startedAt),
                      count: sockets,
                    })}
              </span>
            </li>
          ),
        )}
      </ul>
    </Card>
  );
}

function Storage({ system }: { system: System }) {
  const t = useTranslations("settings.system");
  const locale = useLocale();
  const { database, disk, lastBackup } = system;
  const isLow =
    disk !== null && disk.freeBytes < disk.totalBytes * LOW_DISK_SHARE;
  return (
    <Card title={t("storage")}>
      <Facts>
        <Fact name={t("database")}>
          {t("databaseSize", {
            version: database.version,
            size: fileSize(locale, database.bytes),
          })}
        </Fact>
        <Fact name={t("disk")} mark={isLow && t("low")}>
          {disk === null
            ? t("unknown")
            : t("diskFree", {
                free: fileSize(locale, disk.freeBytes),
                total: fileSize(locale, disk.totalBytes),
              })}
        </Fact>
        <Fact name={t("lastBackup")} mark={lastBackup === null && t("look")}>
          {lastBackup === null
            ? t("noBackup")
            : t("backupSize", {
                at: dateAndTime(locale, lastBackup.at),
                size: fileSize(locale, lastBackup.bytes),
              })}
        </Fact>
      </Facts>
    </Card>
  );
}

function SlowStatements({ system: { database } }: { system: System }) {
  const t = useTranslations("settings.system");
  const { slowStatements } = database;
  return (
    <Card title={t("slow")} hint={t("slowHint")}>
      {slowStatements === null ? (
        <p className="text-sm text-muted-foreground">{t("noStatements")}</p>
      ) : (
        <ol aria-label={t("slow")} className="-my-2 divide-y">
          {slowStatements.map(({ statement, calls, meanMs }) => (
            <li key={statement} className="py-2">
              <p className="font-mono text-xs wrap-anywhere">{statement}</p>
              <p className="text-sm text-muted-foreground tabular-nums">
                {t("meanTime", { ms: meanMs, calls })}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
