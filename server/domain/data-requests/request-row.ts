import type {
  DataRequest,
  RequestStep,
} from "#contract/customers/data-request.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError } from "#server/domain/app-error.ts";

/** A request as it is stored. */
export type RequestRow = Omit<
  DataRequest,
  "receivedAt" | "dueAt" | "answeredAt" | "erasedAt"
> & {
  receivedAt: Date;
  dueAt: Date;
  answeredAt: Date | null;
  erasedAt: Date | null;
  steps: RequestStep[];
};

/** SQL: the columns of a request `r`. */
export const requestColumns = Prisma.sql`r.id, r.kind, r.name, r.contact, r."customerId", r.way, r."receivedAt",
  r.identity, r.jurisdiction, r."dueAt", r.extended, r."ownerId", r.steps, r.state, r."refusedReason", r."answeredAt",
  r."confirmationCode", r."erasedAt"`;

/** @throws AppError not_found */
export async function readRequest(
  reader: Pick<Sql, "$queryRaw">,
  id: string,
  lock: Prisma.Sql = Prisma.empty,
): Promise<RequestRow> {
  const [row] = await reader.$queryRaw<RequestRow[]>(
    Prisma.sql`select ${requestColumns} from data_request r where r.id = ${id}::uuid ${lock}`,
  );
  if (!row) throw new AppError("not_found", { requestId: id });
  return row;
}

/** Creates the row, or replaces it. */
export async function writeRequest(tx: Sql, row: RequestRow): Promise<void> {
  const json = (value: object | null) =>
    Prisma.sql`${value === null ? null : JSON.stringify(value)}::jsonb`;
  const { id, ...rest } = row;
  const values: Record<string, Prisma.Sql> = {
    kind: Prisma.sql`${rest.kind}`,
    name: Prisma.sql`${rest.name}`,
    contact: Prisma.sql`${rest.contact}`,
    customerId: Prisma.sql`${rest.customerId}::uuid`,
    way: Prisma.sql`${rest.way}`,
    receivedAt: Prisma.sql`${rest.receivedAt}::timestamptz`,
    identity: json(rest.identity),
    jurisdiction: Prisma.sql`${rest.jurisdiction}`,
    dueAt: Prisma.sql`${rest.dueAt}::timestamptz`,
    extended: json(rest.extended),
    ownerId: Prisma.sql`${rest.ownerId}::uuid`,
    steps: json(rest.steps),
    state: Prisma.sql`${rest.state}`,
    refusedReason: Prisma.sql`${rest.refusedReason}`,
    answeredAt: Prisma.sql`${rest.answeredAt}::timestamptz`,
    confirmationCode: Prisma.sql`${rest.confirmationCode}`,
    erasedAt: Prisma.sql`${rest.erasedAt}::timestamptz`,
  };
  const names = Object.keys(values).map((name) => Prisma.raw(`"${name}"`));
  const sets = names.map((name) => Prisma.sql`${name} = excluded.${name}`);
  await tx.$executeRaw(Prisma.sql`
    insert into data_request (id, ${Prisma.join(names)}) values (${id}::uuid, ${Prisma.join(Object.values(values))})
    on conflict (id) do update set ${Prisma.join(sets)}`);
}

/** The request for the API. Pure. */
export function shapeRequest(row: RequestRow): DataRequest {
  const { steps: _, ...request } = row;
  return {
    ...request,
    receivedAt: row.receivedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    erasedAt: row.erasedAt?.toISOString() ?? null,
  };
}

/** A name for a person whom no one may know. Pure. */
export function pseudonymOf(requestId: string): string {
  // The end of a UUIDv7 is random; its beginning is the time.
  return `P-${requestId.slice(-8).toUpperCase()}`;
}
