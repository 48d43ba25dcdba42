/**
 * `npm run bench [-- part …]`: what the product does in a second, each figure
 * beside a bare reference in the same run. Parts: intake live routing lists
 * replies leads crash. Writes bench/results.json when all of them ran. `-- console`
 * measures the console in a browser instead; `big` a million threads, in a folder
 * that is kept (`--folder`); `log` a conversation of 10,000 messages in a browser; `soak` memory (`--minutes`, `--per-second`); `growth`
 * sockets, pages and workers; `costs` the processor time of one step; `day` simulates
 * a company's day with these. See docs/performance.md and docs/scaling.md.
 */
import fs from "node:fs";
import path from "node:path";
import { runOrExplain } from "#server/runtime/start-error.ts";
import { toTable } from "./report.ts";
import { runBench } from "./run.ts";
import { full, short } from "./size.ts";
import { openStage } from "./stage.ts";

const RESULTS = path.join(import.meta.dirname, "results.json");

/** Flags whose next word is their value. */
const VALUED = new Set(["--minutes", "--per-second", "--folder", "--only"]);

await runOrExplain(async () => {
  const words = process.argv.slice(2);
  const size = words.includes("--short") ? short : full;
  const only = words.filter(
    (word, index) =>
      !word.startsWith("--") && !VALUED.has(words[index - 1] ?? ""),
  );
  const startedAt = performance.now();
  const say = (text: string) => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`${String(seconds).padStart(4)} s  ${text}`);
  };
  if (only.includes("console")) {
    // Needs a browser and the built pages; the other parts need neither.
    const { measureDemoConsole } = await import("./console.ts");
    const folder = textOf(words, "--folder");
    const figures =
      folder === null
        ? await measureDemoConsole(say)
        : await (
            await import("./big/console.ts")
          ).measureBigConsole(say, folder);
    console.log(`\n${toTable(figures)}\n`);
    return;
  }
  if (only.includes("log")) {
    // Needs a browser and the built pages, too.
    const { measureLongLog } = await import("./long-log.ts");
    console.log(`\n${toTable(await measureLongLog(say))}\n`);
    return;
  }
  if (only.includes("growth")) {
    const { measureGrowth } = await import("./growth.ts");
    console.log(`\n${toTable(await measureGrowth(size.program, say))}\n`);
    return;
  }
  if (only.includes("day")) {
    const [{ parseDay }, { simulateDay }, { dayLines }] = await Promise.all([
      import("./day/options.ts"),
      import("./day/simulate.ts"),
      import("./day/print.ts"),
    ]);
    console.log(dayLines(simulateDay(parseDay(words))).join("\n"));
    return;
  }
  if (only.includes("costs")) {
    const { measureCosts } = await import("./costs/costs.ts");
    console.log(`\n${toTable(await measureCosts(size.program, say))}\n`);
    return;
  }
  if (only.includes("soak")) {
    const { measureSoak } = await import("./soak.ts");
    const figures = await measureSoak(say, {
      minutes: numberOf(words, "--minutes", 60),
      perSecond: numberOf(words, "--per-second", 5),
    });
    console.log(`\n${toTable(figures)}\n`);
    return;
  }
  if (only.includes("big")) {
    const { measureBig } = await import("./parts/big.ts");
    const part = textOf(words, "--only");
    const stage = await openStage(size.program);
    try {
      const figures = await measureBig(stage, {
        size,
        say,
        folder: textOf(words, "--folder"),
        ...(part === null ? {} : { only: part }),
      });
      console.log(`\n${toTable(figures)}\n`);
    } finally {
      await stage.stop();
    }
    return;
  }
  const report = await runBench(size, say, only);
  console.log(`\n${toTable(report.figures)}\n`);
  if (size === full && only.length === 0) {
    fs.writeFileSync(RESULTS, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`Written to ${path.relative(process.cwd(), RESULTS)}.`);
  }
});

function textOf(words: string[], flag: string): string | null {
  const index = words.indexOf(flag);
  return index === -1 ? null : (words[index + 1] ?? null);
}

function numberOf(words: string[], flag: string, otherwise: number): number {
  const text = textOf(words, flag);
  return text === null ? otherwise : Number(text);
}
