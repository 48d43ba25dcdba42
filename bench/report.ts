import os from "node:os";
import type { Database } from "#server/db/client.ts";
import { isReached, type Figure } from "./figures.ts";
import type { Spread } from "./statistics.ts";

export type Report = {
  at: string;
  seconds: number;
  machine: { cpu: string; cores: number; memoryGb: number; load: number[] };
  versions: { node: string; postgres: string };
  figures: (Figure & { reached: boolean | null })[];
};

/** The figures of one run and the machine they were measured on, in the form of bench/results.json. */
export async function toReport(
  db: Database,
  figures: Figure[],
  seconds: number,
): Promise<Report> {
  const { rows } = await db.pool.query<{ server_version: string }>(
    "show server_version",
  );
  const cpus = os.cpus();
  return {
    at: new Date().toISOString(),
    seconds: Math.round(seconds),
    machine: {
      cpu: cpus[0]?.model ?? "unknown",
      cores: cpus.length,
      memoryGb: Math.round(os.totalmem() / 2 ** 30),
      load: os.loadavg().map((load) => Math.round(load * 10) / 10),
    },
    versions: {
      node: process.version,
      postgres: rows[0]?.server_version ?? "unknown",
    },
    figures: figures.map((figure) => ({
      ...figure,
      reached: isReached(figure),
    })),
  };
}

const REACHED = new Map([
  [null, ""],
  [true, "reached"],
  [false, "NOT REACHED"],
]);

/** The table, for people. Spread is lowest to highest of the rounds that count. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    `(${figure.part}) ${figure.name}`,
    `${shown(figure.product)} ${figure.unit}`.trimEnd(),
    figure.bare ? shown(figure.bare) : "",
    figure.ratio ? `${shown(figure.ratio)}` : "",
    REACHED.get(isReached(figure)) ?? "",
  ]);
  const header = ["", "product", "bare", "ratio", "target"];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function shown({ median, low, high }: Spread): string {
  if (low === high) return short(median);
  return `${short(median)} (${short(low)}–${short(high)})`;
}

function short(value: number): string {
  if (!Number.isFinite(value)) return "?";
  return value >= 100 || Number.isInteger(value)
    ? value.toFixed(0)
    : value.toFixed(2);
}
