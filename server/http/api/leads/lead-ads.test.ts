import { expect, test, vi } from "vitest";
import type { Lead } from "#contract/leads/lead.ts";
import type {
  LeadSource,
  LeadStatuses,
} from "#contract/leads/lead-settings.ts";
import type { Touches } from "#contract/customers/touch.ts";
import type { LeadAd } from "#contract/leads/lead-ad.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { delivery, digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

import { openLeadDesk } from "./test-lead-desk.ts";

/** Ads that led people here: leads of ads, and the ads of a customer. */

const {
  server,
  owner,
  ada,
  ben,
  queueId,
  page,
  ok,
  receive,
  removedFor,
  publish,
} = await openLeadDesk();

test("a person who writes from an ad is one lead with the conversation’s customer; the first reply is its first contact", async () => {
  const psid = digits(16);
  const write = (adId: string) =>
    receive(
      delivery(page.pageId, [
        {
          psid,
          timestamp: Date.now(),
          message: {
            mid: `m_${randomToken(20)}`,
            text: "Is this still available?",
            referral: {
              source: "ADS",
              type: "OPEN_THREAD",
              ad_id: adId,
              ads_context_data: { ad_title: "Spring sale" },
            },
          },
        },
      ]),
    );
  const fromAds = async () =>
    (await ok<{ items: Lead[] }>(owner, "GET", "/leads")).items.filter(
      ({ leadgenId }) => leadgenId.startsWith("ad:"),
    );
  await ok(owner, "PATCH", "/leads/settings", { adLeads: false });
  await write("6001");
  expect(await fromAds()).toEqual([]);
  await ok(owner, "PATCH", "/leads/settings", { adLeads: true });
  // The source goes on being used under another name.
  const { items: sources } = await ok<{ items: LeadSource[] }>(
    owner,
    "GET",
    "/lead-sources",
  );
  const source = sources.find(({ key }) => key === "ad");
  await ok(owner, "PATCH", `/lead-sources/${source?.id}`, { name: "Our ads" });
  await write("6001");
  await write("6001");
  const [lead, ...others] = await fromAds();
  expect(others).toEqual([]);
  expect(lead).toMatchObject({
    state: "synced",
    ad: { id: "6001", name: "Spring sale" },
    sourceId: source?.id,
    firstTouchAt: null,
    owner: null,
  });
  expect(lead?.threadId).not.toBeNull();
  await ok(owner, "PATCH", `/leads/pages/${page.channelId}`, {
    assignTo: { type: "queue", id: queueId },
  });
  await write("6002");
  const [second] = await fromAds();
  expect(second).toMatchObject({
    ad: { id: "6002" },
    assignedTo: { type: "queue", id: queueId },
  });
  await ok(ben, "GET", `/leads/${second?.id}`);
  // The conversation shows the leads of its customer that its reader may see.
  const beside = async (actor: Actor) =>
    (
      await ok<{ items: Lead[] }>(
        actor,
        "GET",
        `/leads?customer=${lead?.customerId}`,
      )
    ).items.map(({ id }) => id);
  expect(await beside(owner)).toEqual([second?.id, lead?.id]);
  expect(await beside(ben)).toEqual([second?.id]);
  const removed = await removedFor(ben);
  await ok(ada, "POST", `/threads/${lead?.threadId}/take`);
  await ok(ada, "POST", `/threads/${lead?.threadId}/messages`, {
    clientId: randomToken(20),
    text: "Yes, it is.",
  });
  const touched = await ok<Lead>(ada, "GET", `/leads/${lead?.id}`);
  expect(touched).toMatchObject({ owner: { id: ada.agentId } });
  expect(touched.firstTouchAt).not.toBeNull();
  // The lead of the queue is Ada's now, and leaves Ben's screen.
  await publish();
  await vi.waitFor(
    () => expect(removed).toEqual([{ leadId: second?.id }]),
    30_000,
  );
  expect((await server.call(ben, "GET", `/leads/${second?.id}`)).status).toBe(
    404,
  );
});

test("what led a customer here is kept once for each session, with the first and the last, and counted by ad", async () => {
  const psid = digits(16);
  const since = Date.now();
  const item = (adId: string, at: number) => ({
    psid,
    timestamp: since + at,
    message: {
      mid: `m_${randomToken(20)}`,
      text: "Hello",
      referral: {
        source: "ADS",
        type: "OPEN_THREAD",
        ad_id: adId,
        ads_context_data: { ad_title: `Ad ${adId}`, post_id: "1_77" },
      },
    },
  });
  const first = delivery(page.pageId, [item("7001", 0)]);
  await receive(first);
  await receive(first);
  await receive(
    delivery(page.pageId, [
      {
        psid,
        timestamp: since + 1,
        referral: { source: "SHORTLINK", type: "OPEN_THREAD", ref: "flyer" },
      },
    ]),
  );
  const { items: leads } = await ok<{ items: Lead[] }>(owner, "GET", "/leads");
  const lead = leads.find(({ ad }) => ad?.id === "7001");
  const path = `/customers/${lead?.customerId}/touches`;
  const early = await ok<Touches>(owner, "GET", path);
  expect(early.items).toMatchObject([
    { ref: "flyer", ad: null, at: new Date(since + 1).toISOString() },
    {
      ad: { id: "7001", name: "Ad 7001" },
      postId: "1_77",
      threadId: lead?.threadId,
    },
  ]);
  const [session] = early.items.map(({ sessionId }) => sessionId);
  expect(early.items[1]?.sessionId).toBe(session);
  await ok(owner, "POST", `/threads/${lead?.threadId}/take`);
  await ok(owner, "POST", `/threads/${lead?.threadId}/close`);
  await receive(delivery(page.pageId, [item("7002", 2)]));
  const late = await ok<Touches>(owner, "GET", path);
  expect(late).toMatchObject({
    first: { ad: { id: "7001" } },
    last: { ad: { id: "7002" } },
  });
  expect(late.items.map(({ sessionId }) => sessionId).slice(1)).toEqual([
    session,
    session,
  ]);
  expect(late.last?.sessionId).not.toBe(session);
  const { items: statuses } = await ok<LeadStatuses>(
    owner,
    "GET",
    "/lead-statuses",
  );
  const won = statuses.find(({ stage }) => stage === "won");
  await ok(owner, "PATCH", `/leads/${lead?.id}`, { statusId: won?.id });
  const { items: ads } = await ok<{ items: LeadAd[] }>(
    owner,
    "GET",
    `/leads/ads?from=${new Date(since).toISOString()}`,
  );
  expect(ads).toEqual([
    { id: "7001", name: "Ad 7001", conversations: 1, leads: 1, won: 1 },
    { id: "7002", name: "Ad 7002", conversations: 1, leads: 1, won: 0 },
  ]);
});
