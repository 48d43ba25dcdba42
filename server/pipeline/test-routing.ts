import { beforeEach } from "vitest";
import type { Database } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  postponeProfile,
  recordProfile,
  type DueProfile,
} from "#server/domain/customers/profile.ts";
import { connectDevice } from "#server/domain/people/account/devices.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { takeThread } from "#server/domain/conversations/ownership/ownership.ts";
import {
  applyOnce,
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

type Page = Awaited<ReturnType<World["page"]>>;

/** A company with available agents and customers who write. Time passes when the test says so. */
export type TestCompany = ReturnType<typeof createCompany>;

/** The company of one test file, with a boss. Every test starts from an empty company. Awaited at the top of the file. */
export async function openCompany(): Promise<{
  company: TestCompany;
  world: World;
  boss: Actor;
}> {
  const company = createCompany(await testDatabase());
  const { world } = company;
  beforeEach(() => company.begin());
  return { company, world, boss: await world.agent("Boss", "owner") };
}

function createCompany(db: Database) {
  const world = createWorld(db);
  const { context, services, clock } = world;
  let devices: { agentId: string; connectionId: string; nodeId: string }[] = [];
  const now = () => (clock.at ??= new Date());

  /** Does everything that is due. */
  async function settle(): Promise<void> {
    while (await runTimersOnce(context));
    while (await routeOnce(context));
  }

  async function say(page: Page, psid: string, text = "hi"): Promise<string> {
    const message = { mid: `m_${randomToken(20)}`, text };
    const item = { psid, timestamp: now().getTime(), message };
    const body = delivery(page.pageId, [item]);
    await services.intake.add({ ...page.from, body });
    while (await applyOnce(services, receiveOnlyChannels));
    await settle();
    const { id } = await db.prisma.thread.findFirstOrThrow({
      where: { identity: { externalId: psid } },
      select: { id: true },
    });
    return id;
  }

  async function dueProfile(threadId: string): Promise<DueProfile> {
    const { identityId, customerId, channelId, identity } =
      await db.prisma.thread.findUniqueOrThrow({
        where: { id: threadId },
        include: { identity: { select: { externalId: true } } },
      });
    return {
      identityId,
      customerId,
      channelId,
      externalId: identity.externalId,
      attempts: 1,
      isFirst: true,
    };
  }

  /** Available agents, in the order of the list. */
  async function people(...names: string[]): Promise<Actor[]> {
    const actors: Actor[] = [];
    for (const name of names) {
      const actor = await world.agent(name);
      const device = {
        agentId: actor.agentId,
        connectionId: randomToken(8),
        nodeId: newId(),
      };
      devices.push(device);
      await connectDevice(context, device);
      actors.push(actor);
    }
    return actors;
  }

  return {
    world,
    settle,
    say,
    people,
    /** Starts again: no agent is available, and the clock stands at this moment. */
    begin(): void {
      clock.at = new Date();
      devices = [];
    },
    /** A thread that the first of three agents owns, in a queue of all three. */
    async owned(options: Parameters<World["queue"]>[1] = {}) {
      const [a, b, c] = await people("A", "B", "C");
      if (!a || !b || !c) throw new Error("nobody");
      const queueId = await world.queue([a, b, c], options);
      const page = await world.page(toQueue(queueId));
      const psid = digits(16);
      const threadId = await say(page, psid);
      await takeThread(context, a, { threadId, force: false });
      return { a, b, c, queueId, page, psid, threadId };
    },
    deviceOf: ({ agentId }: Actor) =>
      devices.find((device) => device.agentId === agentId)?.connectionId ?? "",
    /** `seen`: the agents whose devices stay connected. Left out: all of them. */
    async advance(
      seconds: number,
      seen: (agentId: string) => boolean = () => true,
    ): Promise<void> {
      clock.at = new Date(now().getTime() + seconds * 1000);
      const here = devices.filter(({ agentId }) => seen(agentId));
      await db.prisma.node.updateMany({
        where: { id: { in: here.map(({ nodeId }) => nodeId) } },
        data: { seenAt: now() },
      });
      await settle();
    },
    arrive: (page: Page) => say(page, digits(16)),
    thread: (id: string) =>
      db.prisma.thread.findUniqueOrThrow({ where: { id } }),
    /** The customer's profile arrives: Lin, who speaks this language. */
    async profile(threadId: string, locale: string | null): Promise<void> {
      const known = {
        name: "Lin",
        firstName: null,
        lastName: null,
        locale,
        timezone: null,
        picture: { kind: "none" as const },
      };
      await recordProfile(context, await dueProfile(threadId), known);
      await settle();
    },
    /** Meta refuses the profile. */
    async noProfile(threadId: string): Promise<void> {
      const why = { reason: "no", refused: true };
      await postponeProfile(context, await dueProfile(threadId), why);
      await settle();
    },
    async presenceOf({ agentId }: Actor): Promise<string> {
      const { presence } = await db.prisma.agent.findUniqueOrThrow({
        where: { id: agentId },
        select: { presence: true },
      });
      return presence;
    },
    /** The names of the agents who have an open offer of it. */
    async ringing(threadId: string): Promise<string> {
      const rows = await db.prisma.offer.findMany({
        where: { threadId, endedAt: null },
        select: { agent: { select: { name: true } } },
      });
      const names = rows.map(({ agent }) => agent.name);
      return names.sort().join("");
    },
    /** The alerts about the thread, oldest first. */
    async alerts(threadId: string): Promise<string[]> {
      const rows = await db.prisma.alert.findMany({
        where: { threadId },
        orderBy: { id: "asc" },
        select: { kind: true },
      });
      return rows.map(({ kind }) => kind);
    },
    /** The alerts to this agent alone, newest first. */
    alertsTo: ({ agentId }: Actor) =>
      db.prisma.alert.findMany({
        where: { agentId },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        select: { kind: true, threadId: true, detail: true },
      }),
    /** The steps of its routing trace, oldest first. */
    async steps(threadId: string): Promise<string[]> {
      const rows = await db.prisma.routingTrace.findMany({
        where: { threadId },
        orderBy: [{ at: "asc" }, { id: "asc" }],
        select: { step: true },
      });
      return rows.map(({ step }) => step);
    },
    /** The types of its event lines, oldest first. */
    async lines(threadId: string): Promise<string[]> {
      const rows = await db.prisma.message.findMany({
        where: { threadId, kind: "event" },
        orderBy: [{ sentAt: "asc" }, { id: "asc" }],
        select: { event: true },
      });
      return rows.map(({ event }) => (event as { type: string }).type);
    },
  };
}

export const toQueue = (id: string) => ({ type: "queue" as const, id });
export const toAgent = ({ agentId }: Actor) => ({
  type: "agent" as const,
  id: agentId,
});
