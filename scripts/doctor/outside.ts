import { Readable } from "node:stream";
import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { Prisma, type Database } from "#server/db/client.ts";
import {
  describeLights,
  type StoredLights,
} from "#server/domain/channels/health/lights.ts";
import type { Context } from "#server/domain/context.ts";
import { SCAN_TIMEOUT_MS } from "#server/domain/file-scanner.ts";
import {
  countAwaitingScan,
  LAST_SCAN_PAUSE_MINUTES,
} from "#server/domain/files/incoming.ts";
import { createFileScanner } from "#server/domain/files/scan/scanner.ts";
import { readMailServer } from "#server/domain/mail/mail-settings.ts";
import { greetSmtp } from "#server/pipeline/mail/smtp.ts";
import type { Env } from "#server/runtime/env.ts";
import { counted, failed, ok, reasonOf, warning, type Check } from "./check.ts";

type ChannelRow = {
  name: string;
  kind: ChannelKind;
  health: "ok" | "degraded" | "broken";
  lights: StoredLights;
  verifiedAt: Date | null;
  lastDeliveryAt: Date | null;
  lastEventAt: Date | null;
};

const NAMED = 5;
const MAIL_TIMEOUT_MS = 15_000;

/** The lights of the connected channels, as Parley saw them last. */
export async function checkChannels(db: Database): Promise<Check> {
  const key = "channels";
  const channels = await db.sql.$queryRaw<ChannelRow[]>(Prisma.sql`
    select ch.name, ch.kind, ch.health, ch.lights, ch."lastEventAt", s."verifiedAt", s."lastDeliveryAt"
    from channel ch join source s on s.id = ch."sourceId"
    where ch."deletedAt" is null and ch.enabled order by ch.name, ch.id`);
  if (channels.length === 0) {
    const fix = "Connect one in Settings, Channels.";
    return warning(key, "No channel is connected.", fix);
  }
  const troubled = channels.filter(({ health }) => health !== "ok");
  if (troubled.length === 0)
    return ok(
      key,
      `${counted(channels.length, "channel works", "channels work")}.`,
    );
  const named = troubled.slice(0, NAMED).map((channel) => {
    const cause = describeLights(channel.kind, channel.lights, channel).find(
      ({ state }) => state === "broken" || state === "warning",
    )?.cause;
    return `${channel.name}: ${(cause ?? channel.health).replace(/\.$/, "")}`;
  });
  const rest = troubled.length - named.length;
  const message = `${troubled.length} of ${channels.length} channels ${troubled.length === 1 ? "needs" : "need"} attention: ${named.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`;
  const isBroken = troubled.some(({ health }) => health === "broken");
  const fix = "Open Settings, Channels: each channel says what to do.";
  return (isBroken ? failed : warning)(key, message, fix);
}

/** Whether the virus scanner answers. It gets a harmless text. */
export async function checkFileScan({ fileScan }: Env): Promise<Check> {
  const key = "file_scan";
  if (fileScan === null)
    return ok(
      key,
      "Files are not scanned for viruses: FILE_SCAN_URL is unset.",
    );
  const scanner = createFileScanner(fileScan);
  const text = Readable.from([
    Buffer.from("A text that Parley's doctor sends."),
  ]);
  try {
    const { kind } = await scanner.scan(text);
    if (kind === "clean")
      return ok(key, `The virus scanner ${scanner.where} answers.`);
    const said = `The virus scanner ${scanner.where} takes a harmless text for infected.`;
    return failed(key, said, "Correct the scanner: it refuses every file.");
  } catch (error) {
    const fate = fileScan.acceptsUnchecked
      ? "Files of agents are kept unchecked, and those of customers wait"
      : "Files of agents are refused, and those of customers wait";
    return failed(
      key,
      `The virus scanner ${scanner.where} does not answer: ${reasonOf(error)}. ${fate}.`,
      "Start it, or correct FILE_SCAN_URL.",
    );
  }
}

/** The files of customers that no one can open yet. Nothing is found while there is none. */
export async function checkAwaitingScan(db: Database): Promise<Check[]> {
  const { files, oldestSeconds } = await countAwaitingScan(db.sql);
  if (files === 0) return [];
  const waited = `${counted(files, "file of a customer waits", "files of customers wait")} for a verdict of the virus scanner`;
  return [
    warning(
      "scan_waiting",
      `${waited}, the oldest for ${Math.round(oldestSeconds / 60)} min. Each is scanned again at most ${LAST_SCAN_PAUSE_MINUTES} minutes after the last time.`,
      `If the scanner answers, these files are too long or take more than ${SCAN_TIMEOUT_MS / 1_000} seconds: the log says which. See docs/operating/virus-scanner.md.`,
    ),
  ];
}

/** Whether the mail server greets and lets Parley in. No mail is sent. */
export async function checkMail(
  context: Pick<Context, "db" | "vault">,
): Promise<Check> {
  const key = "mail";
  const server = await readMailServer(context);
  if (server === null) {
    return warning(
      key,
      "No mail server is set up, so invitations and alerts are not mailed.",
      "Enter one in Settings, Mail.",
    );
  }
  try {
    await greetSmtp(server, AbortSignal.timeout(MAIL_TIMEOUT_MS));
    return ok(key, `The mail server ${server.host} lets Parley in.`);
  } catch (error) {
    return failed(
      key,
      `The mail server ${server.host} does not let Parley in: ${reasonOf(error)}.`,
      "Correct Settings, Mail, or the mail server.",
    );
  }
}
