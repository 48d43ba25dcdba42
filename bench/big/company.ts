import fs from "node:fs";
import path from "node:path";
import type { Database } from "#server/db/client.ts";
import { newId } from "#server/runtime/crypto.ts";
import { AGENTS } from "../scene.ts";
import { seedHouse, type House } from "../seed.ts";

/** A company with departments, several pages and queues, and a reader of each kind. */
export type Company = House & {
  threads: number;
  channelIds: string[];
  /** The first: all agents, no department. */
  queueIds: string[];
  departmentIds: string[];
  labelIds: string[];
  /** A label that few threads have. */
  rareLabelId: string;
  /** Sees the threads of the first department and those without one. */
  supervisorToken: string;
  /** Sees all threads of the last queue. */
  readerToken: string;
};

/** Agents who own threads; after them come the reader and the supervisor. */
export const OWNERS = 47;
export const TEAMS = 7;
const PAGES = 5;
const SUPERVISOR = 48;
const READER = 47;
const LABELS =
  "VIP Refund Shipping Complaint Question Wholesale Press Bug Praise Return Invoice Spam".split(
    " ",
  );

export async function seedCompany(db: Database): Promise<Company> {
  const house = await seedHouse(db, AGENTS, { mark: "b" });
  const run = (text: string, values: unknown[]) => db.pool.query(text, values);
  const departmentIds = [newId(), newId()];
  const queueIds = [house.queueId];
  const channelIds = [house.channelId];
  const labelIds = LABELS.map(() => newId());
  await run(
    `insert into department (id, name) select id, 'Department ' || n from unnest($1::uuid[]) with ordinality as x(id, n)`,
    [departmentIds],
  );
  const rareLabelId = newId();
  await run(
    `insert into label (id, name) select * from unnest($1::uuid[], $2::text[])`,
    [
      [...labelIds, rareLabelId],
      [...LABELS, "Rare"],
    ],
  );
  for (let team = 0; team < TEAMS; team += 1) {
    const id = newId();
    queueIds.push(id);
    // Three queues of each department, and one of none.
    const department = departmentIds[Math.floor(team / 3)] ?? null;
    const visibility = team === TEAMS - 1 ? "queue_read" : "owner_only";
    await run(
      `insert into queue (id, name, "departmentId", strategy, visibility) values ($1, $2, $3, 'manual', $4)`,
      [id, `Team ${team}`, department, visibility],
    );
    const members = house.agentIds.filter(
      (_, index) => index < OWNERS && index % TEAMS === team,
    );
    const reader = house.agentIds[READER] ?? "";
    if (team === TEAMS - 1) members.push(reader);
    await run(
      `insert into queue_member ("queueId", "agentId", position) select $1, id, n from unnest($2::uuid[]) with ordinality as x(id, n)`,
      [id, members],
    );
  }
  for (let page = 1; page < PAGES; page += 1) {
    const id = newId();
    channelIds.push(id);
    await run(
      `insert into channel (id, kind, name, "accountId", "sourceId", "credentialsSealed", "openType", "openId", "checkedAt")
       select $1, kind, 'Page ' || $2, "accountId" || $2, "sourceId", "credentialsSealed", 'queue', $3, "checkedAt"
       from channel where id = $4`,
      [id, String(page), queueIds[page] ?? house.queueId, house.channelId],
    );
  }
  await run(`update agent set role = 'supervisor' where id = $1`, [
    house.agentIds[SUPERVISOR],
  ]);
  await run(
    `insert into department_member ("departmentId", "agentId") values ($1, $2)`,
    [departmentIds[0], house.agentIds[SUPERVISOR]],
  );
  return {
    ...house,
    threads: 0,
    channelIds,
    queueIds,
    departmentIds,
    labelIds,
    rareLabelId,
    supervisorToken: house.tokens[SUPERVISOR] ?? "",
    readerToken: house.tokens[READER] ?? "",
  };
}

/** Reads the company that `keepCompany` wrote beside a filled database. Null: there is none of this size. */
export function readCompany(
  folder: string,
  name: string,
  threads: number,
): Company | null {
  const file = path.join(folder, `${name}.json`);
  if (!fs.existsSync(file)) return null;
  const company = JSON.parse(fs.readFileSync(file, "utf8")) as Company;
  return company.threads === threads ? company : null;
}

export function keepCompany(
  folder: string,
  name: string,
  company: Company,
): void {
  fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(company), {
    mode: 0o600,
  });
}
