import { z } from "zod";
import {
  STARTING_STEPS,
  type GettingStarted,
  type StartingStep,
  type UpdateGettingStarted,
} from "#contract/company/getting-started.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { staffRoles } from "#server/domain/access/role-lists.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";

const SETTING: Setting<UpdateGettingStarted> = {
  key: "getting_started",
  schema: z.object({ hidden: z.boolean() }),
  defaults: { hidden: false },
};

/** Returns which steps of the first day are done. For admins. @throws AppError forbidden */
export async function getGettingStarted(
  { db }: Context,
  actor: Actor,
): Promise<GettingStarted> {
  requireAction(actor, "settings.manage");
  return describe(db.sql, await readSetting(db.sql, SETTING));
}

/** Puts the checklist away, or brings it back, for all admins. @throws AppError forbidden */
export async function updateGettingStarted(
  context: Context,
  doer: AuditActor,
  patch: UpdateGettingStarted,
): Promise<GettingStarted> {
  requireAction(doer, "settings.manage");
  return inSqlTransaction(context.db, async (tx) => {
    const setting = await writeSetting(tx, SETTING, patch);
    const target = { type: "setting", id: SETTING.key };
    await writeAudit(tx, doer, "setting.updated", target, patch);
    return describe(tx, setting);
  });
}

type Found = Record<StartingStep, boolean> & { unfinished: string | null };

async function describe(
  reader: Pick<Sql, "$queryRaw">,
  { hidden }: UpdateGettingStarted,
): Promise<GettingStarted> {
  const { unfinished, ...found } = await readSteps(reader);
  const steps = Object.fromEntries(
    STARTING_STEPS.map((step) => [step, found[step]]),
  ) as Record<StartingStep, boolean>;
  return {
    steps,
    done: STARTING_STEPS.every((step) => steps[step]),
    hidden,
    unfinishedChannelId: unfinished,
  };
}

/** A channel counts once messages can arrive, a queue once it has a member, a teammate once invited. */
async function readSteps(reader: Pick<Sql, "$queryRaw">): Promise<Found> {
  const [found] = await reader.$queryRaw<Found[]>(Prisma.sql`
    with connected as (
      select id, "openType", "createdAt", health <> 'broken' and not problems @> '[{"code": "webhook_not_verified"}]' as works
      from channel where enabled and "deletedAt" is null)
    select exists(select 1 from setting where key = 'company' and value->>'name' <> '') as company,
      exists(select 1 from connected where works) as channel,
      exists(select 1 from queue_member m join agent a on a.id = m."agentId" where a."disabledAt" is null) as queue,
      exists(select 1 from connected where "openType" is not null) as route,
      (select count(*) > 1 from agent where "disabledAt" is null and role in (${staffRoles})) as teammate,
      (select id from connected where not works order by "createdAt" desc limit 1) as unfinished`);
  if (!found) throw new Error("The steps of the first day cannot be read.");
  return found;
}
