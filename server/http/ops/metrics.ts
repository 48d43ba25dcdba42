import type { RequestListener } from "node:http";
import { Hono } from "hono";
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
} from "prom-client";
import type { Database } from "#server/db/client.ts";
import { readSyntheticCheck } from "#server/domain/settings/synthetic-check.ts";
import { readBacklog, type Backlog } from "#server/pipeline/run/backlog.ts";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";

export type Metrics = {
  observeRequest(
    method: string,
    route: string,
    status: number,
    seconds: number,
  ): void;
  /** All numbers, for who renders or sends them. */
  registry: Registry;
  /** Brings the numbers that are counted elsewhere up to date. */
  refresh(): Promise<void>;
};

/** The sources of this process's own numbers. */
export type Sources = {
  /** The number of live sockets now. */
  sockets(): number;
  /** Attempts to send since the start, by outcome. */
  sends: Readonly<Record<string, number>>;
  /** Whether files cannot be kept, at this process's last attempt. */
  files?: { trouble(): unknown };
  /** Whether synthetic messages are sent. */
  synthetic?: boolean;
};

const backlogHelp: Record<keyof Backlog, [name: string, help: string]> = {
  pending: [
    "parley_deliveries_pending",
    "Deliveries stored and not yet applied.",
  ],
  oldest: [
    "parley_deliveries_oldest_seconds",
    "Age of the oldest delivery not yet applied.",
  ],
  waiting: [
    "parley_deliveries_waiting",
    "Deliveries that cannot be applied yet because something else stands in the way.",
  ],
  parked: [
    "parley_deliveries_parked",
    "Deliveries set aside after too many attempts.",
  ],
  queued: [
    "parley_sends_pending",
    "Outgoing messages not yet taken by the vendor.",
  ],
  overdue: [
    "parley_sends_overdue_seconds",
    "Time since the oldest waiting message should have been sent.",
  ],
  uncertain: [
    "parley_sends_uncertain",
    "Outgoing messages the vendor may have.",
  ],
  announcements: [
    "parley_announcements_pending",
    "Changes the screens have not been told.",
  ],
  files: ["parley_files_pending", "Customers' files not yet fetched and kept."],
};

/**
 * Prometheus metrics of this process, and of the waiting work in the database
 * (which are the same on every node).
 */
export function createMetrics(
  db: Database,
  { sockets, sends, files, synthetic = false }: Sources,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time to answer a request, by route.",
    labelNames: ["method", "route", "status"],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const live = new Gauge({
    name: "parley_sockets",
    help: "Live sockets of this process.",
    registers: [registry],
  });
  const outcomes = new Counter({
    name: "parley_sends_total",
    help: "Attempts to send since the start of this process, by outcome.",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const noRoom = new Gauge({
    name: "parley_files_no_room",
    help: "1 while this process cannot keep files: no room on the disk, or no answer of the bucket.",
    registers: [registry],
  });
  const refreshSynthetic = synthetic ? syntheticGauges(registry, db) : null;
  const backlog = Object.entries(backlogHelp).map(([field, [name, help]]) => ({
    field: field as keyof Backlog,
    gauge: new Gauge({ name, help, registers: [registry] }),
  }));
  return {
    observeRequest(method, route, status, seconds) {
      requests.observe({ method, route, status }, seconds);
    },
    registry,
    async refresh() {
      live.set(sockets());
      noRoom.set(files?.trouble() ? 1 : 0);
      outcomes.reset(); // counted elsewhere: copied as it is
      for (const [outcome, count] of Object.entries(sends)) {
        outcomes.inc({ outcome }, count);
      }
      await refreshSynthetic?.();
      const numbers = await readBacklog(db.sql).catch(() => null);
      for (const { field, gauge } of backlog) {
        if (numbers) gauge.set(numbers[field]);
        else gauge.reset(); // the database is away: the other metrics are still returned
      }
    },
  };
}

/** While the database is away, the time of the last success stands still, and the alert fires in the end. */
function syntheticGauges(registry: Registry, db: Database) {
  const seconds = new Gauge({
    name: "parley_synthetic_seconds",
    help: "Time that the last synthetic message took through the whole pipeline.",
    registers: [registry],
  });
  const lastSuccess = new Gauge({
    name: "parley_synthetic_last_success_timestamp",
    help: "When the last synthetic message came through, in seconds since 1970; 0: none has yet.",
    registers: [registry],
  });
  return async () => {
    const check = await readSyntheticCheck(db.sql, new Date()).catch(
      () => null,
    );
    if (check === null || check.lastSuccessAt === null) return;
    lastSuccess.set(Date.parse(check.lastSuccessAt) / 1000);
    seconds.set(check.seconds ?? 0);
  };
}

/** Counts the pages as one route, since only Next knows their addresses. */
export function measured(
  handle: RequestListener,
  metrics: Metrics,
): RequestListener {
  return (incoming, response) => {
    const startedAt = performance.now();
    response.once("finish", () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const route = incoming.url?.startsWith("/_next/") ? "assets" : "pages";
      const method = incoming.method ?? "GET";
      metrics.observeRequest(method, route, response.statusCode, seconds);
    });
    handle(incoming, response);
  };
}

export function metricsRoute(metrics: Metrics): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get("/metrics", async (call) => {
    await metrics.refresh();
    const { registry } = metrics;
    return call.text(await registry.metrics(), 200, {
      "content-type": registry.contentType,
    });
  });
}
