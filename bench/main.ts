/**
 * `npm run bench [-- part …]`: what the product does in a second, each figure
 * beside a bare reference in the same run. Parts: intake live routing lists
 * replies leads crash. Writes bench/results.json when all of them ran. `-- console`
 * measures the console in a browser instead. See docs/performance.md.
 */
import fs from "node:fs";
import path from "node:path";
import { runOrExplain } from "#server/runtime/start-error.ts";
import { toTable } from "./report.ts";
import { runBench } from "./run.ts";
import { full, short } from "./size.ts";

const RESULTS = path.join(import.meta.dirname, "results.json");

await runOrExplain(async () => {
  const words = process.argv.slice(2);
  const size = words.includes("--short") ? short : full;
  const only = words.filter((word) => !word.startsWith("--"));
  const startedAt = performance.now();
  const say = (text: string) => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`${String(seconds).padStart(4)} s  ${text}`);
  };
  if (only.includes("console")) {
    // Needs a browser and the built pages; the other parts need neither.
    const { measureConsole } = await import("./console.ts");
    console.log(`\n${toTable(await measureConsole(say))}\n`);
    return;
  }
  const report = await runBench(size, say, only);
  console.log(`\n${toTable(report.figures)}\n`);
  if (size === full && only.length === 0) {
    fs.writeFileSync(RESULTS, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`Written to ${path.relative(process.cwd(), RESULTS)}.`);
  }
});
