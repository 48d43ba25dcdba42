import type { Socket } from "socket.io-client";
import { afterAll, expect } from "vitest";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Lead } from "#contract/leads/lead.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer } from "#server/http/test-server.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { digits } from "#server/pipeline/test-world.ts";

import { openSocket } from "#server/live/test-socket.ts";

/** A server with two agents of a queue, where the leads of a page arrive; it stops after the tests of the file. */
export async function openLeadDesk() {
  const server = await startTestServer(await testDatabase());
  const { world } = server;
  const owner = await world.agent("Olga", "owner");
  const ada = await world.agent("Ada");
  const ben = await world.agent("Ben");
  const queueId = await world.queue([ada, ben]);
  const page = await world.page({ type: "queue", id: queueId });
  const sockets: Socket[] = [];
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await server.stop();
  });

  /** A lead of the page, as its webhook reports it. */
  async function arrive(): Promise<Lead> {
    const leadgenId = digits(16);
    const created_time = Math.floor(server.world.clock.now().getTime() / 1000);
    const value = { leadgen_id: leadgenId, page_id: page.pageId, form_id: "7" };
    const change = { field: "leadgen", value: { ...value, created_time } };
    const entry = [{ id: page.pageId, time: created_time, changes: [change] }];
    await receive(Buffer.from(JSON.stringify({ object: "page", entry })));
    const { items } = await server.ok<{ items: Lead[] }>(
      owner,
      "GET",
      "/leads",
    );
    const lead = items.find((one) => one.leadgenId === leadgenId);
    expect(lead).toBeDefined();
    return lead as Lead;
  }

  const receive = (body: Uint8Array) => server.world.receive(page, body);

  const alertsOf = async (actor: Actor, kind: string, { id }: Lead) =>
    (await server.ok<{ items: Alert[] }>(actor, "GET", "/alerts")).items.filter(
      (alert) => alert.kind === kind && alert.detail["leadId"] === id,
    );

  async function advance(ms: number): Promise<void> {
    const { clock } = server.world;
    clock.at = new Date(clock.now().getTime() + ms);
    while (await runTimersOnce(server.world.context));
  }

  /** The leads that leave the screen of an agent from now on. */
  async function removedFor(
    actor: Actor,
  ): Promise<LiveEvents["lead.removed"][]> {
    const socket = await openSocket(server.url, {
      token: await server.token(actor),
    });
    sockets.push(socket);
    const removed: LiveEvents["lead.removed"][] = [];
    socket.on(
      "lead.removed",
      (event: LiveEvents["lead.removed"]) => void removed.push(event),
    );
    return removed;
  }

  async function publish(): Promise<void> {
    const { context } = server.world;
    const publisher = createEventPublisher(context, server.live.sink);
    while (await publisher.round());
  }

  return {
    server,
    owner,
    ada,
    ben,
    queueId,
    page,
    ok: server.ok,
    arrive,
    receive,
    alertsOf,
    advance,
    removedFor,
    publish,
  };
}
