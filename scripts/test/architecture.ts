import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Counts } from "./counts.ts";

const PROGRAM = path.resolve(
  "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
);
const FOLDERS = [
  "app",
  "bench",
  "components",
  "contract",
  "e2e",
  "i18n",
  "prisma",
  "scripts",
  "server",
  "simulator",
];
const MODULE = /\.(ts|tsx|mjs)$/;
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

const reportSchema = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        rule: z.object({ name: z.string(), severity: z.string() }),
      }),
    ),
  }),
});

/**
 * Checks the import rules (.dependency-cruiser.mjs). It counts two: no rule is
 * broken, and every module of ours was seen; a cruiser that cannot read our
 * TypeScript sees none and passes everything.
 */
export async function checkArchitecture(): Promise<Counts> {
  const folders = FOLDERS.filter((folder) => fs.existsSync(folder));
  const report = await cruise(folders);
  const { violations } = report.summary;
  for (const { from, to, rule } of violations) {
    console.log(`   ${rule.name}: ${from} → ${to}`);
  }
  const seen = new Set(report.modules.map(({ source }) => source));
  const missed = folders.flatMap(modulesIn).filter((file) => !seen.has(file));
  for (const file of missed) console.log(`   not seen: ${file}`);
  const results = [violations.length === 0, missed.length === 0];
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

function modulesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join(folder, name.split(path.sep).join("/")))
    .filter((file) => MODULE.test(file) && !file.endsWith(".d.ts"));
}

function cruise(folders: string[]): Promise<z.infer<typeof reportSchema>> {
  const args = [
    PROGRAM,
    "--config",
    ".dependency-cruiser.mjs",
    "--output-type",
    "json",
    ...folders,
  ];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      args,
      { maxBuffer: MAX_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        // With broken rules it also reports, and exits with their number.
        if (stdout === "") {
          reject(
            new Error(`dependency-cruiser failed: ${stderr}`, { cause: error }),
          );
        } else resolve(reportSchema.parse(JSON.parse(stdout)));
      },
    );
  });
}
