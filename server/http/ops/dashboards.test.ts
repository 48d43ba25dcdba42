import fs from "node:fs";
import { expect, test } from "vitest";
import type { Database } from "#server/db/client.ts";
import { createMetrics } from "./metrics.ts";

test.each(["deploy/prometheus/alerts.yml", "deploy/grafana/parley.json"])(
  "%s asks only for numbers that there are",
  async (file) => {
    // The database is away: the names are there all the same.
    const { registry } = createMetrics({} as Database, {
      sockets: () => 0,
      sends: {},
      synthetic: true,
    });
    const all = (await registry.getMetricsAsJSON()).map(({ name }) => name);
    const asked = fs
      .readFileSync(file, "utf8")
      .match(/\b(?:parley|http|process|nodejs)_[a-z0-9_]+/g);
    const unknown = (asked ?? [])
      .map((name) => name.replace(/_(?:bucket|count)$/, ""))
      .filter((name) => !all.includes(name));
    expect(asked?.length).toBeGreaterThan(4);
    expect(unknown).toEqual([]);
  },
);
