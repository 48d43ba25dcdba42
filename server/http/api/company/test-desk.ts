import { expect } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import type { TestServer } from "#server/http/test-server.ts";
import { referenceOf } from "#server/pipeline/vendor/reference.ts";
import { digits, type World } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

export type TestPage = Awaited<ReturnType<World["page"]>>;
/** A customer who has written to the page. */
export type Asking = { psid: string; threadId: string; page: TestPage };

export const newMid = () => `m_${randomToken(20)}`;

export type TestDesk = ReturnType<typeof createTestDesk>;

/** Customers who ask and agents who answer at given times, from outside. */
export function createTestDesk(server: TestServer) {
  const { world } = server;

  /** Sets the clock. @returns that time in ms */
  function goTo(day: string, time: string): number {
    const at = new Date(`${day}T${time.padEnd(8, ":00")}Z`);
    world.clock.at = at;
    return at.getTime();
  }

  const deliver = (page: TestPage, item: Record<string, unknown>) =>
    world.receive(page, [item]);

  async function asks(
    page: TestPage,
    day: string,
    time: string,
  ): Promise<Asking> {
    const psid = digits(16);
    const timestamp = goTo(day, time);
    const message = { mid: newMid(), text: "Hi" };
    await deliver(page, { psid, timestamp, message });
    const { id } = await world.context.db.prisma.thread.findFirstOrThrow({
      where: { identity: { externalId: psid } },
      select: { id: true },
    });
    return { psid, threadId: id, page };
  }

  /** The same customer writes again. */
  async function asksAgain(
    { psid, page }: Asking,
    day: string,
    time: string,
  ): Promise<void> {
    const timestamp = goTo(day, time);
    const message = { mid: newMid(), text: "And?" };
    await deliver(page, { psid, timestamp, message });
  }

  /** The agent writes, and the vendor accepts it at that time. */
  async function answers(
    agent: Actor,
    { psid, threadId, page }: Asking,
    day: string,
    time: string,
  ): Promise<void> {
    const timestamp = goTo(day, time);
    const { body } = await does(agent, `/threads/${threadId}/messages`, {
      text: "Hello",
      clientId: randomToken(8),
    });
    const message = {
      mid: newMid(),
      is_echo: true,
      app_id: page.appId,
      metadata: referenceOf((body as { id: string }).id),
      text: "Hello",
    };
    await deliver(page, { psid, timestamp, message });
  }

  async function does(agent: Actor, path: string, body?: object) {
    const answer = await server.call(agent, "POST", path, body);
    expect([path, answer.status < 300, answer.body]).toEqual([
      path,
      true,
      answer.body,
    ]);
    return answer;
  }

  return { goTo, deliver, asks, asksAgain, answers, does };
}
