import { randomInt } from "node:crypto";
import { REVIEW_DAYS } from "#contract/people/review.ts";
import type { Channel } from "#contract/channels/channel.ts";
import type { Review, ReviewerLogIn } from "#contract/review/review.ts";
import type { PrismaTx } from "#server/db/transaction.ts";
import { requireAction } from "#server/domain/access/actor.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { createAgent } from "#server/domain/people/agents.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";

export type FoundReviewer = NonNullable<Review["reviewer"]>;

const NAME = "Meta review";
const DAY_MS = 24 * 3_600_000;
// Without characters that look alike: a person may type it.
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** The reviewer of a page, the oldest of several; null: none, or disabled. */
export async function findReviewer(
  reader: Pick<PrismaTx, "agent" | "thread">,
  channel: Pick<Channel, "id" | "route">,
  now: Date,
): Promise<FoundReviewer | null> {
  const found = await reader.agent.findFirst({
    where: { role: "reviewer", reviewChannelId: channel.id, disabledAt: null },
    orderBy: { id: "asc" },
    select: { id: true, email: true, expiresAt: true },
  });
  if (!found) return null;
  const { id, email, expiresAt } = found;
  const openThreads = await reader.thread.count({
    where: { ownerId: id, status: { not: "closed" } },
  });
  return {
    agentId: id,
    email,
    expiresAt: expiresAt?.toISOString() ?? null,
    isExpired: expiresAt !== null && expiresAt <= now,
    openThreads,
    isDestination: waysOf(channel).includes(id),
  };
}

/** The agents that a page's routing names. */
function waysOf({ route }: Pick<Channel, "route">): string[] {
  const { open, closed, holiday, rules } = route;
  return [open, closed, route.break, holiday, ...rules.map(({ to }) => to)]
    .filter((to) => to?.type === "agent")
    .map((to) => to?.id ?? "");
}

/**
 * Creates the account that Meta's reviewer of this page signs in with, good
 * for 60 days. A disabled one is enabled again. With `renew` a standing one
 * gets a new password and a new end, and is signed out everywhere. For admins.
 * @throws AppError forbidden; already_exists: there is one, and no `renew`
 */
export async function createReviewer(
  context: Context,
  doer: AuditActor,
  { id, route }: Pick<Channel, "id" | "route">,
  { renew }: { renew: boolean },
): Promise<ReviewerLogIn> {
  requireAction(doer, "review.manage");
  const { prisma } = context.db;
  const reviewer = await findReviewer(
    prisma,
    { id, route },
    context.clock.now(),
  );
  if (reviewer && !renew)
    throw new AppError("already_exists", { current: { reviewer } });
  const password = newPassword();
  const expiresAt = new Date(
    context.clock.now().getTime() + REVIEW_DAYS * DAY_MS,
  ).toISOString();
  const email = reviewer?.email ?? emailFor(id, context.config.publicUrl);
  const former =
    reviewer?.agentId ??
    (await prisma.agent.findUnique({ where: { email }, select: { id: true } }))
      ?.id;
  const values = {
    role: "reviewer" as const,
    reviewChannelId: id,
    expiresAt,
    password,
  };
  if (former === undefined)
    await createAgent(context, doer, {
      ...values,
      email,
      name: NAME,
      departmentIds: [],
    });
  else await updateAgent(context, doer, former, { ...values, disabled: false });
  return { email, password, expiresAt };
}

/**
 * Disables the reviewers of a page: they are signed out, and their
 * conversations return. Safe to repeat. For admins.
 * @returns how many it disabled @throws AppError forbidden
 */
export async function endReviewers(
  context: Context,
  doer: AuditActor,
  channelId: string,
): Promise<number> {
  requireAction(doer, "review.manage");
  const reviewers = await context.db.prisma.agent.findMany({
    where: { role: "reviewer", reviewChannelId: channelId, disabledAt: null },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  for (const { id } of reviewers)
    await updateAgent(context, doer, id, { disabled: true });
  return reviewers.length;
}

/** An address of this installation's domain; it only has to be unique, since no mail goes there. */
function emailFor(channelId: string, publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  const isName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(hostname);
  return `meta-review-${channelId.slice(-8)}@${isName ? hostname : "parley.example"}`;
}

function newPassword(): string {
  const group = () =>
    Array.from(
      { length: GROUP_LENGTH },
      () => LETTERS[randomInt(LETTERS.length)],
    ).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}
