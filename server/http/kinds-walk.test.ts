import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { addressNameOf } from "#contract/channels/rules/channel-rules.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { WebhookRequest } from "#server/channels/channel.ts";
import { startTestServer as startVendor } from "#server/channels/common/test-server.ts";
import { allKinds } from "#server/channels/conformance/all-kinds.ts";
import { kitOf } from "#server/channels/conformance/kit.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";
import {
  connectKind,
  type ConnectedKind,
} from "#server/pipeline/test-conformance.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Every kind of channel from its webhook to the API and back to the vendor. */

const vendor = await startVendor();
let server: TestServer;
let pipeline: Pipeline;

beforeAll(async () => {
  server = await startTestServer(await testDatabase(), {
    outboundPrivate: true,
    metaGraphUrl: vendor.url,
  });
  pipeline = startPipeline(server.world.services, {
    role: "all",
    announceTo: server.live.sink,
  });
});
afterAll(async () => {
  await pipeline.stop();
  await server.stop();
  await vendor.stop();
});

const soon = <T>(check: () => Promise<T>) =>
  vi.waitFor(check, { timeout: 30_000, interval: 50 });

for (const channel of allKinds(vendor.url)) {
  const { kind } = channel;
  const kit = await kitOf(kind);

  describe(kind, () => {
    let there: ConnectedKind;
    beforeAll(async () => {
      there = await connectKind(server.world, channel, kit, vendor);
    });

    const deliver = ({ headers, body }: WebhookRequest, name: string) =>
      server.request(`/webhooks/${name}/${there.webhookKey}`, {
        method: "POST",
        headers: headers as Headers,
        body: Buffer.from(body),
      });

    test("a message comes in by the webhook, and the reply goes out", async () => {
      const customerId = digits(16);
      const id = `id-${randomToken(12)}`;
      const said = { customerId, threadKey: "", text: "Hello", at: new Date() };
      const body = kit.textFrom({ ...said, id });
      const address = addressNameOf(kind);
      const response = await deliver(kit.proved(body), address);
      expect(response.status).toBeGreaterThanOrEqual(200);
      expect(response.status).toBeLessThan(300);
      const thread = await soon(async () => {
        const path = `/threads?channel=${there.channelId}&limit=100`;
        const { body } = await server.call(there.mei, "GET", path);
        const { items } = body as { items: Thread[] };
        const found = items.find(({ customer }) =>
          customer.identities.some((one) => one.externalId === customerId),
        );
        if (!found) throw new Error("not there yet");
        return found;
      });

      vendor.answer(kit.vendor.accepts(`theirs-${randomToken(12)}`));
      const path = `/threads/${thread.id}/messages`;
      const { status, body: message } = await server.call(
        there.mei,
        "POST",
        path,
        { clientId: randomToken(8), text: "It is in stock" },
      );
      expect(status).toBe(202);
      await soon(async () => {
        const { body } = await server.call(there.mei, "GET", path);
        const { items } = body as { items: Message[] };
        const sent = items.find((one) => one.id === (message as Message).id);
        expect(sent?.status).toBe("sent");
      });
      const sent = vendor.received
        .filter((one) => one.method === "POST")
        .map((one) => kit.vendor.read(one));
      expect(sent).toContainEqual(
        expect.objectContaining({
          recipientId: customerId,
          text: "It is in stock",
        }),
      );
    });

    test("a proof that does not hold is refused at the door, and another kind’s address is none", async () => {
      const { prisma } = server.world.context.db;
      const before = await prisma.delivery.count();
      const { body } = kit.deliveries[0]!;
      for (const request of Object.values(kit.unproved(body))) {
        const { status } = await deliver(request, addressNameOf(kind));
        expect(status).toBeGreaterThanOrEqual(401);
        expect(status).toBeLessThan(500);
      }
      const elsewhere = await deliver(kit.proved(body), "other");
      expect(elsewhere.status).toBe(404);
      expect(await prisma.delivery.count()).toBe(before);
    });
  });
}
