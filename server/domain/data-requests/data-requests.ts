import {
  MAX_REQUEST_STEPS,
  type AddRequestStep,
  type CreateDataRequest,
  type DataRequest,
  type DataRequestDetail,
  type Jurisdiction,
  type ListDataRequests,
  type RequestStep,
  type UpdateDataRequest,
} from "#contract/customers/data-request.ts";
import { dueAtOf, mayExtend } from "#contract/customers/request-due.ts";
import type { Certificate } from "#contract/customers/customer-job.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { lockCustomer } from "#server/domain/customers/see-customer.ts";
import type { Page } from "#server/domain/page.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";
import { newId } from "#server/runtime/crypto.ts";
import type messages from "#messages/en.json";
import {
  readRequest,
  requestColumns,
  shapeRequest,
  writeRequest,
  type RequestRow,
} from "./request-row.ts";
import { answersOf } from "./texts/answer-texts.ts";

/** SQL: the open ones by their due date, then the others, the newest answer first. No request has a time after 2199. */
const place = Prisma.sql`(case when r.state = 'open' then r."dueAt"
  else timestamptz '2400-01-01Z' + (timestamptz '2400-01-01Z' - r."answeredAt") end)`;

/** Lists requests: open ones first, by due date. @throws AppError forbidden */
export async function listDataRequests(
  { db }: Context,
  actor: Actor,
  { state, limit, cursor }: ListDataRequests,
): Promise<Page<DataRequest>> {
  requireAction(actor, "customers.requests");
  const after = readCursor(cursor);
  const rows = await db.sql.$queryRaw<(RequestRow & { at: Date })[]>(Prisma.sql`
    select ${requestColumns}, ${place} as at from data_request r
    where ${state === undefined ? Prisma.sql`true` : Prisma.sql`r.state = ${state}`}
      ${after ? Prisma.sql`and (${place}, r.id) > (${after.at}::timestamptz, ${after.id}::uuid)` : Prisma.empty}
    order by at, r.id limit ${limit + 1}::int`);
  return toTimedPage(rows, limit, ({ at: _, ...row }) => shapeRequest(row));
}

/** One request, with its steps and texts. @throws AppError forbidden, not_found */
export function getDataRequest(
  { db }: Context,
  actor: Actor,
  id: string,
): Promise<DataRequestDetail> {
  requireAction(actor, "customers.requests");
  return detailOf(db.sql, id);
}

/** Records a request that came. @throws AppError forbidden, not_found (the customer), invalid_input */
export function createDataRequest(
  context: Context,
  actor: Actor,
  input: CreateDataRequest,
): Promise<DataRequestDetail> {
  requireAction(actor, "customers.answer_requests");
  const now = context.clock.now();
  const receivedAt = new Date(input.receivedAt ?? now);
  if (receivedAt > now)
    throw invalidInput("receivedAt", "It can’t be in the future.");
  return inSqlTransaction(context.db, async (tx) => {
    const { kind, name, way } = input;
    const jurisdiction = input.jurisdiction ?? (await lastJurisdiction(tx));
    await requireOwner(tx, input.ownerId);
    const { timeZone } = await readCompany(tx);
    const row: RequestRow = {
      ...emptyRequest,
      id: newId(),
      kind,
      name,
      way,
      jurisdiction,
      receivedAt,
      contact: input.contact || null,
      customerId: await lockedCustomer(tx, actor, input.customerId),
      dueAt: dueAtOf({ jurisdiction, kind }, { receivedAt, timeZone }),
      ownerId: input.ownerId ?? null,
      steps: [stepBy(actor, now, "received")],
    };
    await writeRequest(tx, row);
    await record(tx, actor, "created", row);
    return detailOf(tx, row.id);
  });
}

/**
 * Changes a request, or answers, refuses, extends or reopens it. What was done is a step.
 * @throws AppError forbidden, not_found, wrong_state (it is closed, and with another answer), invalid_input: a refusal
 * without a reason, an extension that the law does not allow, or a person who was erased
 */
export function updateDataRequest(
  context: Context,
  actor: Actor,
  id: string,
  patch: UpdateDataRequest,
): Promise<DataRequestDetail> {
  requireAction(actor, "customers.answer_requests");
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    // Customers are locked before their requests, as an erasure does.
    const customerId = await lockedCustomer(tx, actor, patch.customerId);
    const held = await readRequest(tx, id, Prisma.sql`for update`);
    if (held.erasedAt !== null) refuseNames(patch);
    await requireOwner(tx, patch.ownerId);
    const row = { ...held };
    row.kind = patch.kind ?? held.kind;
    row.jurisdiction = patch.jurisdiction ?? held.jurisdiction;
    row.name = patch.name ?? held.name;
    if (patch.contact !== undefined) row.contact = patch.contact || null;
    if (patch.customerId !== undefined) row.customerId = customerId;
    if (patch.ownerId !== undefined) row.ownerId = patch.ownerId;
    const steps = [
      ...identify(row, actor, now, patch),
      ...extend(row, actor, now, patch),
      ...move(row, actor, now, patch),
    ];
    const { timeZone } = await readCompany(tx);
    const isExtended = row.extended !== null;
    const { receivedAt } = row;
    row.dueAt = dueAtOf(row, { receivedAt, timeZone, isExtended });
    row.steps = withSteps(held, steps);
    await writeRequest(tx, row);
    await record(tx, actor, actOf(steps), row);
    return detailOf(tx, id);
  });
}

/** Records what was done for a request. @throws AppError forbidden, not_found, invalid_input: too many */
export function addRequestStep(
  context: Context,
  actor: Actor,
  id: string,
  { text }: AddRequestStep,
): Promise<DataRequestDetail> {
  requireAction(actor, "customers.answer_requests");
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    const row = await readRequest(tx, id, Prisma.sql`for update`);
    row.steps = withSteps(row, [stepBy(actor, now, "note", text)]);
    await writeRequest(tx, row);
    await record(tx, actor, "step_added", row);
    return detailOf(tx, id);
  });
}

/** The values of a request that has just come. */
export const emptyRequest = {
  contact: null,
  customerId: null,
  identity: null,
  extended: null,
  ownerId: null,
  state: "open",
  refusedReason: null,
  answeredAt: null,
  confirmationCode: null,
  erasedAt: null,
} as const satisfies Partial<RequestRow>;

/** The law of the newest request, which is most often that of the next one. */
export async function lastJurisdiction(tx: Sql): Promise<Jurisdiction> {
  const [last] = await tx.$queryRaw<{ jurisdiction: Jurisdiction }[]>(
    Prisma.sql`select jurisdiction from data_request order by id desc limit 1`,
  );
  return last?.jurisdiction ?? "gdpr";
}

async function detailOf(
  reader: Pick<Sql, "$queryRaw">,
  id: string,
): Promise<DataRequestDetail> {
  const row = await readRequest(reader, id);
  const request = shapeRequest(row);
  const { name: company } = await readCompany(reader);
  const [job] = await reader.$queryRaw<
    { certificate: Certificate | null }[]
  >(Prisma.sql`
    select j.result->'certificate' as certificate from job j
    where j."customerId" = ${row.customerId}::uuid and j.kind = 'customer_erasure' and j.state = 'done'
    order by j.id desc limit 1`);
  return {
    ...request,
    steps: row.steps,
    answers: answersOf(request, company),
    certificate: job?.certificate ?? null,
  };
}

/** @throws AppError not_found */
async function lockedCustomer(
  tx: Sql,
  actor: Actor,
  customerId: string | null | undefined,
): Promise<string | null> {
  return customerId ? lockCustomer(tx, actor, customerId) : null;
}

/** @throws AppError invalid_input */
async function requireOwner(
  tx: Sql,
  ownerId: string | null | undefined,
): Promise<void> {
  if (!ownerId) return;
  const agents = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from agent where id = ${ownerId}::uuid and role in ('owner', 'admin') for key share`,
  );
  if (agents.length === 0)
    throw invalidInput("ownerId", "Choose an owner or admin.");
}

/** @throws AppError invalid_input */
function refuseNames(patch: UpdateDataRequest): void {
  for (const path of ["name", "contact", "customerId"] as const)
    if (patch[path] !== undefined)
      throw invalidInput(path, "The person’s data was erased.");
}

function identify(
  row: RequestRow,
  actor: Actor,
  now: Date,
  { identity }: UpdateDataRequest,
): RequestStep[] {
  if (identity === undefined) return [];
  const { how } = identity;
  row.identity = { at: now.toISOString(), by: actor.name, how };
  return [stepBy(actor, now, "identity", how)];
}

/** @throws AppError invalid_input */
function extend(
  row: RequestRow,
  actor: Actor,
  now: Date,
  { extension }: UpdateDataRequest,
): RequestStep[] {
  if (extension === undefined) return [];
  if (row.extended !== null || !mayExtend(row))
    throw invalidInput("extension", "The law allows no more time.");
  const { reason } = extension;
  row.extended = { at: now.toISOString(), reason };
  return [stepBy(actor, now, "extended", reason)];
}

/**
 * open → answered | refused; both → open. Safe to repeat.
 * @throws AppError invalid_input, wrong_state: a teammate has closed it otherwise
 */
function move(
  row: RequestRow,
  actor: Actor,
  now: Date,
  { state, refusedReason }: UpdateDataRequest,
): RequestStep[] {
  if (state === undefined) return [];
  const isOther =
    refusedReason !== undefined && refusedReason !== row.refusedReason;
  if (state === row.state && !(state === "refused" && isOther)) return [];
  if (state === "refused" && refusedReason === undefined)
    throw invalidInput("refusedReason", "Give a reason.");
  // The person may have been told the other answer.
  if (state !== "open" && row.state !== "open")
    throw new AppError("wrong_state", { current: { state: row.state } });
  row.state = state;
  row.refusedReason = state === "refused" ? (refusedReason ?? null) : null;
  row.answeredAt = state === "open" ? null : now;
  const what = state === "open" ? "reopened" : state;
  return [stepBy(actor, now, what, row.refusedReason)];
}

/** @throws AppError invalid_input */
function withSteps({ steps }: RequestRow, added: RequestStep[]): RequestStep[] {
  const all = [...steps, ...added];
  if (all.length > MAX_REQUEST_STEPS)
    throw invalidInput("text", "The request has too many steps.");
  return all;
}

function stepBy(
  { name }: Pick<Actor, "name">,
  now: Date,
  what: RequestStep["what"],
  text: string | null = null,
): RequestStep {
  return { at: now.toISOString(), by: name, what, text };
}

type Act = keyof typeof messages.settings.audit.actions.data_request;

/** The act that a change is recorded as: the last of what it did. Pure. */
function actOf(steps: readonly RequestStep[]): Act {
  const what = steps.at(-1)?.what;
  return what === undefined || !isAct(what) ? "updated" : what;
}

function isAct(what: RequestStep["what"]): what is RequestStep["what"] & Act {
  return what !== "received" && what !== "note" && what !== "erased";
}

/** An entry has no text: an erasure needs to look for none. */
function record(
  tx: Sql,
  actor: Actor,
  act: Act,
  { id }: RequestRow,
): Promise<void> {
  const target = { type: "data_request", id };
  return writeAudit(tx, actor, `data_request.${act}`, target);
}
