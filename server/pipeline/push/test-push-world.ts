import { afterAll, vi } from "vitest";
import {
  startTestServer as startPushService,
  type Received,
} from "#server/channels/common/test-server.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer } from "#server/http/test-server.ts";
import { startPipeline } from "#server/pipeline/run/pipeline.ts";
import { delivery, digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** The push service and the team chats, replaced at the network: what reached them, and their answers by path. */
export async function openPushWorld() {
  const received: Received[] = [];
  const answers = new Map<string, number>();
  const service = await startPushService();
  service.answer((got, response) => {
    received.push(got);
    response.writeHead(answers.get(got.path) ?? 201).end();
  });
  const server = await startTestServer(await testDatabase(), {
    outboundPrivate: true,
  });
  const pipeline = startPipeline(server.world.services, {
    role: "all",
    announceTo: server.live.sink,
  });
  afterAll(async () => {
    await pipeline.stop();
    await server.stop();
    await service.stop();
  });

  /** A customer writes to the page; the agent takes the conversation. */
  async function takenThread(agent: Actor) {
    const { world } = server;
    const page = await world.page({
      type: "queue",
      id: await world.queue([agent]),
    });
    const psid = digits(16);
    const say = async (text: string) => {
      const message = { mid: `m_${randomToken(20)}`, text };
      const item = { psid, timestamp: Date.now(), message };
      const body = delivery(page.pageId, [item]);
      await world.services.intake.add({ ...page.from, body });
    };
    await say("hi");
    const threadId = await vi.waitUntil(async () => {
      type Page = { items: { id: string }[] };
      const { items } = await server.ok<Page>(agent, "GET", "/threads");
      return items[0]?.id;
    }, 20_000);
    await server.ok(agent, "POST", `/threads/${threadId}/take`, {});
    return { threadId, say };
  }

  return { server, service, received, answers, takenThread };
}
