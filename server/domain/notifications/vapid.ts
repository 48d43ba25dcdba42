import webPush from "web-push";
import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";

/** The pair with which this installation identifies itself to push services (RFC 8292); base64url. */
export type VapidKeys = { publicKey: string; privateKey: string };

const KEY = "push";

/**
 * Reads the pair, and makes it at the first call. It is never made again:
 * every subscription holds to it. Two processes at once get the same one.
 */
export async function loadVapidKeys({
  db,
  vault,
}: Pick<Context, "db" | "vault">): Promise<VapidKeys> {
  const known = await read();
  if (known) return known;
  const made = webPush.generateVAPIDKeys();
  await db.sql.$executeRaw(Prisma.sql`
    insert into setting (key, value, "secretSealed", "updatedAt")
    values (${KEY}, ${JSON.stringify({ publicKey: made.publicKey })}::jsonb, ${vault.seal(made.privateKey)}, now())
    on conflict (key) do nothing`);
  const kept = await read();
  if (!kept) throw new Error("The key pair for push notifications is gone.");
  return kept;

  async function read(): Promise<VapidKeys | null> {
    const [row] = await db.sql.$queryRaw<
      { publicKey: string | null; secretSealed: string | null }[]
    >(Prisma.sql`
      select value->>'publicKey' as "publicKey", "secretSealed" from setting where key = ${KEY}`);
    if (!row?.publicKey || row.secretSealed === null) return null;
    return {
      publicKey: row.publicKey,
      privateKey: vault.open(row.secretSealed),
    };
  }
}
