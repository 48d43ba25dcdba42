import { hashPassword } from "#server/domain/access/sign-in/passwords.ts";
import type { Database } from "#server/db/client.ts";

const PASSWORD = "bench password without any value";

/** Gives the owner a password, for a console in a browser. */
export async function loginOfOwner(
  db: Database,
): Promise<{ email: string; password: string }> {
  const { rows } = await db.pool.query<{ email: string }>(
    `update agent set "passwordHash" = $1 where role = 'owner' returning email`,
    [await hashPassword(PASSWORD)],
  );
  return { email: rows[0]?.email ?? "", password: PASSWORD };
}
