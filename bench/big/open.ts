import fs from "node:fs";
import path from "node:path";
import type { Database } from "#server/db/client.ts";
import type { Program } from "../program.ts";
import {
  createDatabase,
  openBeside,
  startNeighbour,
  startProduct,
  type Product,
  type Stage,
} from "../stage.ts";
import {
  keepCompany,
  readCompany,
  seedCompany,
  type Company,
} from "./company.ts";
import { fillCompany } from "./fill.ts";
import { giveTargets } from "./targets.ts";

/** The same company twice, on one Postgres: with many threads and with few. */
export type Big = {
  many: Side & { product: Product };
  few: Side;
  stop(): Promise<void>;
};

export type Side = { program: Program; db: Database; company: Company };

export type BigInput = {
  /** Kept between runs; null: a folder of the stage, deleted with it. */
  folder: string | null;
  threads: number;
  fewThreads: number;
  say(text: string): void;
};

const FEW = "few";

/** Opens both, and fills what is not there yet. The server is restarted after a filling: its plans know the rows then. */
export async function openBig(stage: Stage, input: BigInput): Promise<Big> {
  const folder = input.folder ?? path.join(stage.folder, "big");
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, 0o755); // Postgres may have to run as another user
  const dataDir = path.join(folder, "data");
  const start = (env: Record<string, string> = {}) =>
    startProduct(stage, { name: "big", dataDir, env });
  const isFilled = readCompany(folder, "many", input.threads) !== null;
  // Without indexes, the loops of a worker read whole tables.
  let product = await start(isFilled ? {} : { ROLE: "web" });
  if (!isFilled) {
    const { db } = product;
    const many = await fill(db, input.threads, input.say);
    keepCompany(folder, "many", many);
    const url = await createDatabase(db, FEW, { migrated: true });
    const beside = openBeside(url);
    const few = await fill(beside, input.fewThreads, () => undefined);
    keepCompany(folder, FEW, few);
    await beside.close();
    await product.stop();
    product = await start();
  }
  const fewUrl = new URL(product.db.url);
  fewUrl.pathname = `/${FEW}`;
  const beside = openBeside(fewUrl.href);
  const program = await startNeighbour(stage, { url: fewUrl.href, name: FEW });
  for (const db of [product.db, beside]) await giveTargets(db);
  return {
    many: {
      program: product.program,
      db: product.db,
      company: known(folder, "many", input.threads),
      product,
    },
    few: {
      program,
      db: beside,
      company: known(folder, FEW, input.fewThreads),
    },
    async stop() {
      await program.stop();
      await beside.close();
      await product.stop();
    },
  };
}

async function fill(
  db: Database,
  threads: number,
  say: (text: string) => void,
): Promise<Company> {
  const company = await seedCompany(db);
  const startedAt = performance.now();
  await fillCompany(db, company, threads, say);
  const seconds = (performance.now() - startedAt) / 1000;
  say(`${threads} threads filled in ${seconds.toFixed(0)} s`);
  return { ...company, threads };
}

function known(folder: string, name: string, threads: number): Company {
  const company = readCompany(folder, name, threads);
  if (company === null)
    throw new Error(
      `${folder} was filled with another size: name another folder, or delete it.`,
    );
  return company;
}
