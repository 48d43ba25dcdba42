import { Prisma } from "#server/db/client.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/**
 * The open address of a file that we send: anyone with the address can fetch
 * the file without a log-in, which a receiver needs. It cannot be guessed, and
 * it is revoked by `revokePublicFile` or with the file itself.
 */
export async function publicUrlOf(
  { db, config }: Context,
  file: { fileId: string | null; fileName: string | null },
): Promise<string> {
  const [row] = await db.sql.$queryRaw<{ token: string }[]>(Prisma.sql`
    update attachment set "publicToken" = coalesce("publicToken", ${randomToken()})
    where id = ${file.fileId}::uuid returning "publicToken" as token`);
  if (!row) throw new AppError("file_gone", { fileId: file.fileId });
  const name = encodeURIComponent(file.fileName ?? "file");
  return `${config.publicUrl}/media/${row.token}/${name}`;
}

/** Revokes the open address. Safe to repeat. */
export async function revokePublicFile(
  { db }: Pick<Context, "db">,
  fileId: string,
): Promise<void> {
  await db.sql.$executeRaw(
    Prisma.sql`update attachment set "publicToken" = null where id = ${fileId}::uuid`,
  );
}
