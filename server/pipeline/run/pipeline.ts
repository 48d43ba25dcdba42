import { startListener } from "#server/db/listen.ts";
import { watchDeadEnds } from "#server/domain/channels/health/dead-ends.ts";
import { claimChecks } from "#server/domain/channels/connect/claim-checks.ts";
import type { Work } from "#server/db/wakes.ts";
import type { Context } from "#server/domain/context.ts";
import { tidyImports } from "#server/domain/imports/tidy-imports.ts";
import { workOnImports } from "#server/domain/imports/work-import.ts";
import { sweepFiles } from "#server/domain/files/sweep.ts";
import { removeOrphanUploads } from "#server/domain/files/orphan-uploads.ts";
import {
  createEventPublisher,
  type EventSink,
} from "#server/pipeline/publish/event-publisher.ts";
import { createApplier } from "#server/pipeline/inbound/apply.ts";
import { wakeWaiting } from "#server/pipeline/inbound/deliveries.ts";
import { backfillOnce } from "#server/pipeline/jobs/channels/backfill.ts";
import { checkChannel } from "#server/pipeline/jobs/channels/channel-check.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { completeErasedList } from "#server/domain/customer-record/erased-list.ts";
import { housekeep } from "#server/pipeline/jobs/housekeeping.ts";
import { applyRetention } from "#server/pipeline/jobs/retention.ts";
import type { Intake } from "#server/pipeline/inbound/intake.ts";
import { sendMailOnce } from "#server/pipeline/mail/send-mails.ts";
import { sendPushOnce } from "#server/pipeline/push/send-pushes.ts";
import { sendTeamChatOnce } from "#server/pipeline/push/send-team-chats.ts";
import { startLoop, type Loop } from "./loop.ts";
import { fetchFilesOnce } from "#server/pipeline/jobs/media.ts";
import { backfillLeadsOnce } from "#server/pipeline/jobs/lead-backfill.ts";
import { fetchLeadsOnce } from "#server/pipeline/jobs/leads.ts";
import { startDueLeadBackfills } from "#server/domain/leads/intake/lead-backfill.ts";
import { fetchProfilesOnce } from "#server/pipeline/jobs/profiles.ts";
import { expireLeases } from "#server/pipeline/outbound/claim.ts";
import { resolveUncertainOnce } from "#server/pipeline/outbound/resolve-uncertain.ts";
import { findWork, WORK_KINDS } from "./find-work.ts";
import { finishReactionsOnce } from "#server/pipeline/outbound/reactions.ts";
import { createAsker } from "#server/pipeline/jobs/route-asking.ts";
import { createSender } from "#server/pipeline/outbound/sender.ts";
import {
  loseAgents,
  sweepNodes,
} from "#server/domain/people/account/devices.ts";
import { expireReviewers } from "#server/domain/people/expire-reviewers.ts";
import { sweepSeeingAs } from "#server/domain/people/see-as.ts";
import { remindOfReviewers } from "#server/domain/people/remind-reviewers.ts";
import { routeLeadsOnce } from "#server/domain/leads/offering/route-leads.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { startFollowedReplies } from "#server/pipeline/publish/followed-replies.ts";
import { startBoardTicker } from "#server/pipeline/publish/board.ts";
import { createSyntheticChecker } from "#server/pipeline/jobs/synthetic-check.ts";
import { recordSynthetic } from "#server/pipeline/publish/record-synthetic.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { watchTrouble } from "./watch-trouble.ts";

export type Role = "web" | "worker" | "all";

export type PipelineOptions = {
  /** web: only publishes to screens. worker: everything else. all: both. */
  role: Role;
  announceTo: EventSink;
};

export type Pipeline = {
  /** Each loop with its trouble, for readiness. */
  state(): Record<string, { trouble: { since: Date; reason: string } | null }>;
  /** The number of sends by outcome since the start, for the metrics. */
  sends: Readonly<Record<string, number>>;
  /** Finishes the work under way and begins nothing new. */
  stop(): Promise<void>;
};

/**
 * The interval of the search for work that no wake announced: after a crash, from another
 * process, or because its time has come.
 */
const SEEK_MS = 500;
/** The rest of the loops that look for their own work. An unanswered offer moves on within this time. */
const TIMER_POLL_MS = 200;
const SLOW_POLL_MS = 5_000;
const HOUSEKEEPING_MS = 10 * 60_000;
const WAKE_CHANNEL = "parley_wake";
const CHECKS_AT_ONCE = 5;

export type PipelineParts = Vendor & Readonly<{ intake: Intake }>;

/**
 * Starts the loops of this process. Commits wake them, here and in other
 * processes on the same database.
 */
export function startPipeline(
  parts: PipelineParts,
  { role, announceTo }: PipelineOptions,
): Pipeline {
  const { context, channels, intake } = parts;
  const { log } = context;
  const loops = new Map<string, Loop>();
  const start = (
    name: string,
    pollMs: number | null,
    round: (stopping: AbortSignal) => Promise<boolean>,
  ) => loops.set(name, startLoop({ name, log, pollMs, round }));

  const sender = createSender(parts, () => loops.get("send")?.wake());

  const asker = createAsker(context, () => loops.get("asking")?.wake());

  const startedAt = context.clock.now();
  const board = startBoardTicker(context, announceTo);
  const followed = startFollowedReplies(context);
  const publisher = createEventPublisher(context, announceTo, (kinds, rows) => {
    board.onPublished(kinds);
    followed.onPublished(rows);
    recordSynthetic(context, rows);
  });
  if (role !== "worker") {
    start("announce", null, () => publisher.round());
  }
  if (role !== "web") {
    const applier = createApplier({
      context,
      channels,
      intake,
      publisher: role === "all" ? publisher : null,
    });
    start("apply", null, () => applier.round());
    if (role === "all") intake.registerFastPath(applier);
    start("send", null, () => sender.round());
    start("doubts", null, async () => {
      await expireLeases(context);
      return resolveUncertainOnce(parts);
    });
    start("media", null, (stopping) => fetchFilesOnce(parts, stopping));
    start("profiles", null, () => fetchProfilesOnce(parts));
    start("backfill", null, (stopping) => backfillOnce(parts, stopping));
    start("mail", null, (stopping) => sendMailOnce(context, stopping));
    start("push", null, (stopping) => sendPushOnce(context, stopping));
    start("team-chats", null, (stopping) =>
      sendTeamChatOnce(context, stopping),
    );
    start("leads", null, async () => {
      const fetched = await fetchLeadsOnce(parts);
      const read = await backfillLeadsOnce(parts);
      return fetched || read;
    });
    start("imports", null, (stopping) => workOnImports(context, stopping));
    start("timers", TIMER_POLL_MS, () => runTimersOnce(context, { startedAt }));
    start("route", null, async () => {
      const threads = await routeOnce(context);
      const leads = await routeLeadsOnce(context);
      return threads || leads;
    });
    start("asking", null, () => asker.round());
    start("presence", SLOW_POLL_MS, async () => {
      await sweepNodes(context);
      await loseAgents(context, startedAt);
      await expireReviewers(context);
      await sweepSeeingAs(context);
      await remindOfReviewers(context);
      return false;
    });
    const synthetic = createSyntheticChecker(parts);
    start("synthetic", SLOW_POLL_MS, async () => {
      await synthetic.round();
      return false;
    });
    start("checks", SLOW_POLL_MS, async () => {
      const due = await claimChecks(context, CHECKS_AT_ONCE);
      for (const id of due) await checkChannel(parts, id);
      return due.length === CHECKS_AT_ONCE;
    });
    start("reactions", SLOW_POLL_MS, () => finishReactionsOnce(parts));
    start("trouble", SLOW_POLL_MS, async () => {
      await watchTrouble(context);
      await wakeWaiting(context.db.sql);
      await watchDeadEnds(context);
      await startDueLeadBackfills(context);
      return false;
    });
    start("housekeeping", HOUSEKEEPING_MS, async () => {
      await removeOrphanUploads(context);
      await sweepFiles(context);
      await housekeep(context);
      await tidyImports(context);
      await completeErasedList(context);
      await applyRetention(context);
      return false;
    });
  }

  const sought = WORK_KINDS.filter((work) => loops.has(work));
  start("seek", SEEK_MS, async () => {
    for (const work of await findWork(context.db.sql, sought))
      loops.get(work)?.wake();
    return false;
  });

  const stopWaking = connectWakes(context, role, (work) => {
    loops.get(work)?.wake();
    if (work === "route") loops.get("asking")?.wake();
  });
  return {
    sends: sender.outcomes,
    state: () =>
      Object.fromEntries(
        [...loops].map(([name, loop]) => [name, { trouble: loop.trouble() }]),
      ),
    async stop() {
      stopWaking();
      intake.registerFastPath(null);
      // The publishing loop stops last: the other loops still announce events.
      const others = [...loops].filter(([name]) => name !== "announce");
      await Promise.all(others.map(([, loop]) => loop.stop()));
      await Promise.all([sender.idle(), asker.idle()]);
      await loops.get("announce")?.stop();
      board.stop();
      await followed.stop();
    },
  };
}

/**
 * A wake reaches the loops of this process at once. Where another process may
 * do the work (a web node's reply is a worker's to send), Postgres passes the
 * wake on. Many wakes within a moment become one.
 */
function connectWakes(
  context: Context,
  role: Role,
  wakeHere: (work: Work) => void,
): () => void {
  const { db, log } = context;
  if (role === "all") return db.wakes.onWake(wakeHere);
  const passedOn = new Set<Work>();
  const stopWaking = db.wakes.onWake((work) => {
    wakeHere(work);
    if (passedOn.has(work)) return;
    passedOn.add(work);
    setImmediate(() => {
      passedOn.delete(work);
      db.sql.$queryRaw`select pg_notify(${WAKE_CHANNEL}, ${work})`.catch(
        (error: unknown) => {
          log.debug(
            { err: error },
            "wake not passed on; the poll will find it",
          );
        },
      );
    });
  });
  const listener = startListener({
    url: db.url,
    channels: [WAKE_CHANNEL],
    log,
    onNotify: (_channel, work) => wakeHere(work as Work),
    onReconnect: () => undefined, // the polls find what was missed
  });
  return () => {
    stopWaking();
    void listener.stop();
  };
}
