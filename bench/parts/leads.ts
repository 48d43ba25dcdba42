import { createHmac } from "node:crypto";
import { alone, type Figure } from "../figures.ts";
import { openCaller, post } from "../load.ts";
import { until } from "../program.ts";
import { count, type Scene } from "../scene.ts";
import { APP_SECRET } from "../seed.ts";
import { seedLeads } from "../seed-leads.ts";
import { percentile } from "../statistics.ts";

const PART = "i";
const LIST_MS = 100;
const FETCH_SECONDS = 10;
const WAIT_MS = 60_000;

type Read = { name: string; path: string; reader: "agent" | "owner" };

/** (i) leads: one POST with many of them until all have their answers, then the lists among a million. */
export async function measureLeads(scene: Scene): Promise<Figure[]> {
  const figures = [await measureFetch(scene)];
  const { size, product, house, say } = scene;
  const { listed, requests } = size.leads;
  say(`seeding ${listed} leads`);
  const { statuses, formId } = await seedLeads(product.db, house, listed);
  const [first = "", second = ""] = statuses;
  const reads: Read[] = [
    { name: "first page", path: "/leads?limit=50", reader: "owner" },
    { name: "first page", path: "/leads?limit=50", reader: "agent" },
    { name: "own leads", path: "/leads?limit=50&assigned=me", reader: "agent" },
    {
      name: "by status",
      path: `/leads?limit=50&status=${second}`,
      reader: "owner",
    },
    {
      name: "by state, rare",
      path: "/leads?limit=50&state=failed",
      reader: "owner",
    },
    {
      name: "by page and form",
      path: `/leads?limit=50&page=${house.pageId}&form=${formId}`,
      reader: "owner",
    },
    {
      name: "of one person, by another",
      path: `/leads?limit=50&assigned=${house.agentIds[1] ?? ""}`,
      reader: "owner",
    },
    {
      name: "a rare word",
      path: "/leads?limit=50&q=zanzibar",
      reader: "owner",
    },
    {
      name: "of one day",
      path: `/leads?limit=50&from=${daysAgo(40)}&to=${daysAgo(39)}`,
      reader: "owner",
    },
    { name: "board: columns", path: "/lead-statuses", reader: "owner" },
    { name: "board: columns", path: "/lead-statuses", reader: "agent" },
    {
      name: "board: columns of a search",
      path: "/lead-statuses?q=zanzibar",
      reader: "owner",
    },
    {
      name: "board: a column’s leads",
      path: `/leads?limit=50&status=${first}`,
      reader: "agent",
    },
    { name: "month’s figures", path: "/leads/stats", reader: "owner" },
  ];
  const caller = openCaller(1);
  for (const { name, path, reader } of reads) {
    const token = reader === "agent" ? house.tokens[0] : house.ownerToken;
    const ms: number[] = [];
    for (let index = 0; index < requests; index += 1) {
      const url = `${product.program.url}/api/v1${path}`;
      const headers = { authorization: `Bearer ${token}` };
      const answer = await caller.call("GET", url, headers);
      if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
      ms.push(answer.ms);
    }
    const p95 = percentile(ms, 0.95);
    say(`leads, ${name}, an ${reader}: ${p95.toFixed(1)} ms`);
    figures.push(
      alone(
        {
          part: PART,
          name: `${listed} leads, ${name}, an ${reader}, p95`,
          unit: "ms",
        },
        [p95],
        { atMost: LIST_MS },
      ),
    );
  }
  caller.close();
  return figures;
}

/** From the POST until every lead has its answers and its customer, while Meta takes 200 ms for each. */
async function measureFetch({
  size,
  product,
  house,
  say,
}: Scene): Promise<Figure> {
  const { posted } = size.leads;
  const time = Math.floor(Date.now() / 1000);
  const changes = Array.from({ length: posted }, (_, index) => ({
    field: "leadgen",
    value: {
      leadgen_id: String(8_000_000_000_000 + index),
      page_id: house.pageId,
      form_id: "700700",
      created_time: time,
    },
  }));
  const entry = [{ id: house.pageId, time, changes }];
  const body = Buffer.from(JSON.stringify({ object: "page", entry }));
  const digest = createHmac("sha256", APP_SECRET).update(body).digest("hex");
  const caller = openCaller(1);
  const startedAt = performance.now();
  await post(caller, product.program.url + house.webhookPath, {
    body,
    signature: `sha256=${digest}`,
    mid: "",
  });
  await until(
    async () =>
      (await count(product.db, "lead where state = 'synced'")) >= posted,
    WAIT_MS,
    `${posted} leads with their answers`,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  caller.close();
  say(`${posted} leads of one POST complete: ${seconds.toFixed(1)} s`);
  return alone(
    {
      part: PART,
      name: `${posted} leads in one POST, Meta at 200 ms: all complete`,
      unit: "s",
    },
    [seconds],
    { atMost: FETCH_SECONDS },
  );
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
