import type { Figure } from "./figures.ts";
import { measureBig } from "./parts/big.ts";
import { measureCrash } from "./parts/crash.ts";
import { measureIntake } from "./parts/intake.ts";
import { measureLeads } from "./parts/leads.ts";
import { measureLists } from "./parts/lists.ts";
import { measureLive } from "./parts/live.ts";
import { measureReplies } from "./parts/reply.ts";
import { measureRouting } from "./parts/routing.ts";
import { toReport, type Report } from "./report.ts";
import { AGENTS, type Scene } from "./scene.ts";
import { seedHouse, seedThreads } from "./seed.ts";
import type { Size } from "./size.ts";
import {
  createDatabase,
  openBeside,
  openStage,
  startBare,
  startNeighbour,
  startProduct,
  type Stage,
} from "./stage.ts";

type Part = { name: string; measure(scene: Scene): Promise<Figure[]> };

/** Replies and lists come last: the others must not find 100,000 threads in their way, nor need them. */
const PARTS: Part[] = [
  { name: "intake", measure: measureIntake },
  { name: "live", measure: measureLive },
  { name: "routing", measure: measureRouting },
];
const PARTS_WITH_MANY: Part[] = [
  { name: "lists", measure: measureLists },
  { name: "replies", measure: measureReplies },
];
/** After all others: a million leads are in no one's way then. */
const LAST_PARTS: Part[] = [{ name: "leads", measure: measureLeads }];

/** Measures everything of this size and cleans up behind itself. `only`: names of parts, else all. */
export async function runBench(
  size: Size,
  say: (text: string) => void,
  only: string[] = [],
): Promise<Report> {
  const startedAt = performance.now();
  const wanted = ({ name }: { name: string }) =>
    only.length === 0 || only.includes(name);
  const stage = await openStage(size.program);
  const closing: (() => Promise<void>)[] = [() => stage.stop()];
  try {
    const figures: Figure[] = [];
    if (wanted({ name: "crash" })) {
      figures.push(...(await measureCrash(stage, size, say)));
    }
    const scene = await setScene(stage, size, say, closing);
    for (const part of PARTS.filter(wanted)) {
      figures.push(...(await part.measure(scene)));
    }
    if (PARTS_WITH_MANY.some(wanted)) {
      say(`seeding ${size.manyThreads} threads`);
      await seedThreads(scene.product.db, scene.house, size.manyThreads);
    }
    for (const part of PARTS_WITH_MANY.filter(wanted)) {
      figures.push(...(await part.measure(scene)));
    }
    for (const part of LAST_PARTS.filter(wanted)) {
      figures.push(...(await part.measure(scene)));
    }
    if (size.big.always)
      figures.push(...(await measureBig(stage, { size, say, folder: null })));
    figures.sort((a, b) => (a.part < b.part ? -1 : a.part > b.part ? 1 : 0));
    const seconds = (performance.now() - startedAt) / 1000;
    return await toReport(scene.product.db, figures, seconds);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function setScene(
  stage: Stage,
  size: Size,
  say: (text: string) => void,
  closing: (() => Promise<void>)[],
): Promise<Scene> {
  say("starting the product");
  const product = await startProduct(stage, { name: "product" });
  closing.push(() => product.stop());
  const house = await seedHouse(product.db, AGENTS);

  const bareUrl = await createDatabase(product.db, "bare", { migrated: false });
  const smallUrl = await createDatabase(product.db, "small", {
    migrated: true,
  });
  const db = openBeside(smallUrl);
  closing.push(() => db.close());
  const smallHouse = await seedHouse(db, AGENTS);
  await seedThreads(db, smallHouse, size.fewThreads);
  const program = await startNeighbour(stage, { url: smallUrl, name: "small" });
  closing.push(() => program.stop());
  const bare = await startBare(stage, {
    bare: bareUrl,
    small: smallUrl,
    large: product.db.url,
  });
  closing.push(() => bare.stop());
  return {
    size,
    stage,
    product,
    house,
    bare,
    small: { program, db, house: smallHouse },
    say,
  };
}
