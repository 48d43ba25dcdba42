import {
  defaultLocale,
  isLocale,
  type Locale,
} from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";

/** The language that an agent has chosen. */
export async function localeOf(
  sql: Pick<Sql, "$queryRaw">,
  { agentId }: Pick<Actor, "agentId">,
): Promise<Locale> {
  const [agent] = await sql.$queryRaw<{ locale: string | null }[]>(
    Prisma.sql`select locale from agent where id = ${agentId}::uuid`,
  );
  return isLocale(agent?.locale) ? agent.locale : defaultLocale;
}
