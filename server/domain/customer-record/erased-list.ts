import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Context } from "#server/domain/context.ts";
import {
  adoptSealedKey,
  keepErasedIds,
  readSealedKey,
  type ErasedHash,
} from "#server/domain/customers/erased-ids.ts";
import { isId } from "#server/runtime/crypto.ts";

/**
 * The ids of erased customers as names of empty notes, beside the stored
 * files. It lies outside the database so that a backup of a time before an
 * erasure does not bring the person back for good. The ledger of erased ids
 * lies there, too: of people whom a backup does not know at all.
 */
const FOLDER = "erased";
/** Names like "<hash>.<milliseconds>". */
const LEDGER = "erased-ids";
/** The sealed keys of those hashes: the current one, and before it those of older keys of the installation. */
const KEYS = "erased-keys";

/** Puts customers on the list. Safe to repeat. */
export async function noteErased(
  { files }: Pick<Context, "files">,
  ids: string[],
  ledger: ErasedHash[] = [],
): Promise<void> {
  const [place] = files.backends;
  for (const id of ids) await place?.writeNote(`${FOLDER}/${id}`, "");
  for (const entry of ledger)
    await place?.writeNote(`${LEDGER}/${nameOf(entry)}`, "");
}

/** Puts on the list whatever a crash after an erasure has kept off it. */
export async function completeErasedList(context: Context): Promise<void> {
  const { sql } = context.db;
  const [rows, ledger, sealed] = await Promise.all([
    sql.$queryRaw<{ id: string }[]>(
      Prisma.sql`select id from customer where "erasedAt" is not null`,
    ),
    sql.$queryRaw<ErasedHash[]>(
      Prisma.sql`select hash, "erasedAt" from erased_id`,
    ),
    readSealedKey(sql),
  ]);
  if (sealed !== null && !(await namesIn(context, KEYS)).has(sealed))
    await context.files.backends[0]?.writeNote(`${KEYS}/${sealed}`, "");
  const known = new Set(await readErasedList(context));
  const noted = await namesIn(context, LEDGER);
  const missing = rows.flatMap(({ id }) => (known.has(id) ? [] : id));
  const unnoted = ledger.filter((entry) => !noted.has(nameOf(entry)));
  if (missing.length + unnoted.length > 0)
    await noteErased(context, missing, unnoted);
}

/** The ids on the list, in no order. */
export async function readErasedList(
  context: Pick<Context, "files">,
): Promise<string[]> {
  return [...(await namesIn(context, FOLDER))].filter(isId);
}

/** Brings the ledger of a restored database up to what lies outside of it. Safe to repeat. */
export async function adoptLedger(context: Context, tx: Sql): Promise<void> {
  if ((await readSealedKey(tx)) === null)
    for (const sealed of await namesIn(context, KEYS))
      if (opens(context, sealed)) await adoptSealedKey(tx, sealed);
  const entries = [...(await namesIn(context, LEDGER))].flatMap((name) => {
    const [hash = "", at] = name.split(".");
    const erasedAt = new Date(Number(at));
    return Number.isNaN(erasedAt.getTime()) ? [] : [{ hash, erasedAt }];
  });
  // Of a hash that is there twice the later one counts; a statement may write each only once.
  const latest = new Map(
    entries
      .sort((a, b) => a.erasedAt.getTime() - b.erasedAt.getTime())
      .map((entry) => [entry.hash, entry]),
  );
  if (latest.size > 0) await keepErasedIds(tx, [...latest.values()]);
}

function nameOf({ hash, erasedAt }: ErasedHash): string {
  return `${hash}.${erasedAt.getTime()}`;
}

function opens({ vault }: Context, sealed: string): boolean {
  try {
    vault.open(sealed);
    return true;
  } catch {
    return false;
  }
}

async function namesIn(
  { files }: Pick<Context, "files">,
  folder: string,
): Promise<Set<string>> {
  const names = new Set<string>();
  for (const place of files.backends)
    for (const name of await place.listNotes(folder)) names.add(name);
  return names;
}
