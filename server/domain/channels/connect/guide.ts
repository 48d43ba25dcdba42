import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import {
  draftValuesSchema,
  type Guide,
  type GuideStepKey,
  type HandStep,
  type Ticks,
  type UpdateDraft,
} from "#contract/channels/guide.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { scopeOf } from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";
import { superviseChannel } from "#server/domain/channels/channels.ts";
import { channelSteps, draftSteps, type TickedAt } from "./guide-steps.ts";
import type { Context } from "#server/domain/context.ts";

type Draft = {
  values: Guide["values"];
  ticks: TickedAt;
  /** Steps that a check of the pasted values has seen. */
  seen: TickedAt;
};

const EMPTY: Draft = { values: {}, ticks: {}, seen: {} };

/** The caller's own draft, the same on every device. @throws AppError forbidden */
export async function getDraft(context: Context, actor: Actor): Promise<Guide> {
  await scopeOf(context.db.prisma, actor);
  return draftGuide(await readDraft(context.db.prisma, actor.agentId));
}

/** Adds to the draft what is named. @throws AppError forbidden */
export async function updateDraft(
  context: Context,
  actor: Actor,
  { values, ticks = {} }: UpdateDraft,
): Promise<Guide> {
  return changeDraft(context, actor, (draft, now) => ({
    ...draft,
    values: { ...draft.values, ...values },
    ticks: ticked(draft.ticks, ticks, now),
  }));
}

/** Begins again: for another page. @throws AppError forbidden */
export async function deleteDraft(
  { db }: Context,
  actor: Actor,
): Promise<void> {
  await scopeOf(db.prisma, actor);
  await db.prisma.channelDraft.deleteMany({
    where: { agentId: actor.agentId },
  });
}

/** The vendor has accepted the values: so the steps before them are done. @throws AppError forbidden */
export async function noteChecked(
  context: Context,
  actor: Actor,
  { pageId, appId }: { pageId: string; appId: string },
): Promise<void> {
  await changeDraft(context, actor, (draft, now) => {
    const at = now.toISOString();
    return {
      ...draft,
      values: { ...draft.values, pageId, appId },
      seen: { app: at, product: at, account: at },
    };
  });
}

/** Moves the ticks of the caller's draft to the channel that it became. */
export async function adoptDraft(
  { db }: Context,
  actor: Actor,
  channelId: string,
): Promise<void> {
  await inPrismaTransaction(db, async (tx) => {
    await lockDraft(tx, actor.agentId);
    await lockTicks(tx, channelId);
    const { ticks } = await readDraft(tx, actor.agentId);
    const old = await readTicks(tx, channelId);
    await writeTicks(tx, channelId, { ...old, ...ticks });
    await tx.channelDraft.deleteMany({ where: { agentId: actor.agentId } });
  });
}

/** The steps of a connected channel. @throws AppError forbidden, not_found, not_supported (its kind has no guide) */
export async function getGuide(
  context: Context,
  actor: Actor,
  channelId: string,
): Promise<Guide> {
  const { prisma } = context.db;
  const channel = await guidedChannel(context, prisma, actor, channelId);
  return channelGuide(channel, await readTicks(prisma, channelId));
}

/** Ticks steps by hand, or takes that back. @throws AppError forbidden, not_found, not_supported */
export async function updateGuide(
  context: Context,
  actor: Actor,
  channelId: string,
  ticks: Ticks,
): Promise<Guide> {
  return inPrismaTransaction(context.db, async (tx) => {
    const channel = await guidedChannel(context, tx, actor, channelId);
    await lockTicks(tx, channelId);
    const now = context.clock.now();
    const changed = ticked(await readTicks(tx, channelId), ticks, now);
    await writeTicks(tx, channelId, changed);
    return channelGuide(channel, changed);
  });
}

async function guidedChannel(
  context: Context,
  reader: Parameters<typeof superviseChannel>[1],
  actor: Actor,
  channelId: string,
): Promise<Channel> {
  const channel = await superviseChannel(context, reader, actor, channelId);
  if (!kindOf(channel.type).hasApps)
    throw new AppError("not_supported", { channelId });
  return channel;
}

async function changeDraft(
  { db, clock }: Context,
  actor: Actor,
  change: (draft: Draft, now: Date) => Draft,
): Promise<Guide> {
  const { agentId } = actor;
  const draft = await inPrismaTransaction(db, async (tx) => {
    await scopeOf(tx, actor);
    await lockDraft(tx, agentId);
    const value = change(await readDraft(tx, agentId), clock.now());
    await tx.channelDraft.upsert({
      where: { agentId },
      create: { agentId, value },
      update: { value },
      select: { agentId: true },
    });
    return value;
  });
  return draftGuide(draft);
}

function draftGuide({ values, ticks, seen }: Draft): Guide {
  return withNext({ channelId: null, values, steps: draftSteps(ticks, seen) });
}

function channelGuide(channel: Channel, ticks: TickedAt): Guide {
  const { id, pageId, appId, departmentId, route } = channel;
  return withNext({
    channelId: id,
    values: {
      ...(pageId === null ? {} : { pageId }),
      ...(appId === null ? {} : { appId }),
      departmentId,
      open: route.open,
    },
    steps: channelSteps(channel, ticks),
  });
}

function withNext(guide: Omit<Guide, "next">): Guide {
  const next = guide.steps.find(({ state }) => state !== "done");
  return { ...guide, next: next?.key ?? null };
}

function ticked(old: TickedAt, ticks: Ticks, now: Date): TickedAt {
  const changed = { ...old };
  for (const [key, isTicked] of Object.entries(ticks) as [
    HandStep,
    boolean,
  ][]) {
    if (isTicked) changed[key] ??= now.toISOString();
    else delete changed[key];
  }
  return changed;
}

/** A second change waits for the commit of the first, so that both are kept. */
function lockDraft(tx: PrismaTx, agentId: string): Promise<void> {
  return lockUntilCommit(tx, `guide draft ${agentId}`);
}

/** As above, for a connected channel. */
function lockTicks(tx: PrismaTx, channelId: string): Promise<void> {
  return lockUntilCommit(tx, `guide ${channelId}`);
}

type DraftReader = Pick<PrismaTx, "channelDraft">;

/** A draft that an earlier version wrote otherwise counts as empty. */
async function readDraft(reader: DraftReader, agentId: string): Promise<Draft> {
  const row = await reader.channelDraft.findUnique({
    where: { agentId },
    select: { value: true },
  });
  const stored = (row?.value ?? {}) as Partial<Draft>;
  const values = draftValuesSchema.safeParse(stored.values).data;
  return { ...EMPTY, ...stored, values: values ?? {} };
}

async function readTicks(
  reader: Pick<PrismaTx, "channel">,
  channelId: string,
): Promise<TickedAt> {
  const { guide } = await reader.channel.findUniqueOrThrow({
    where: { id: channelId },
    select: { guide: true },
  });
  return guide as Partial<Record<GuideStepKey, string>>;
}

async function writeTicks(
  tx: PrismaTx,
  channelId: string,
  guide: TickedAt,
): Promise<void> {
  await tx.channel.update({
    where: { id: channelId },
    data: { guide },
    select: { id: true },
  });
}
