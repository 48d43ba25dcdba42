import { afterAll, expect } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { Lead, LeadAttempt } from "#contract/leads/lead.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer } from "#server/http/test-server.ts";
import { fetchLeadsOnce } from "#server/pipeline/jobs/leads.ts";
import { applyOnce } from "#server/pipeline/test-world.ts";
import { APP, PAGE, startTestWorld } from "#simulator/test-world.ts";

const APPLIED = { timeout: 30_000 };

/** Meta's stand-in with one page, connected to a server; both stop after the tests of the file. */
export async function openLeadWorld() {
  const meta = await startTestWorld();
  const server = await startTestServer(await testDatabase(), {
    metaGraphUrl: meta.simulator.url,
  });
  afterAll(async () => {
    await server.stop();
    await meta.stop();
  });
  const owner = await server.world.agent("Olga", "owner");
  /** A call that succeeds, by the owner unless another actor is given. */
  const ok = <T = unknown>(
    method: string,
    path: string,
    body?: object,
    actor: Actor = owner,
  ) => server.ok<T>(actor, method, path, body);

  const page = await ok<Channel>("POST", "/channels", {
    pageId: PAGE.pageId,
    pageToken: PAGE.token,
    appId: APP.appId,
    appSecret: APP.appSecret,
  });
  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: server.url + new URL(page.webhookUrl).pathname,
    verifyToken: page.verifyToken,
  });
  await ok("PATCH", "/settings/company", {
    country: "TW",
    timeZone: "Asia/Taipei",
  });
  const vendor = server.world.services;
  const { prisma } = server.host.context.db;

  const apply = () => applyOnce(vendor, vendor.channels);

  /** A person fills in the form; Meta posts a webhook unless they are dropped. */
  async function submit(
    fields: Record<string, string | string[]>,
    more: object = {},
  ): Promise<string> {
    const { leadgenId } = await meta.control<{ leadgenId: string }>(
      "POST",
      `/pages/${PAGE.pageId}/leads`,
      { fields, ...more },
    );
    return leadgenId;
  }

  /** The lead once its webhook is applied. */
  async function heard(leadgenId: string): Promise<Lead> {
    await expect
      .poll(async () => {
        await apply();
        return prisma.lead.count({ where: { leadgenId } });
      }, APPLIED)
      .toBe(1);
    const { id } = await prisma.lead.findUniqueOrThrow({
      where: { leadgenId },
    });
    return ok<Lead>("GET", `/leads/${id}`);
  }

  return {
    meta,
    server,
    owner,
    page,
    vendor,
    prisma,
    ok,
    apply,
    submit,
    heard,
    fill: async (...form: Parameters<typeof submit>) =>
      heard(await submit(...form)),
    /** The lead after its answers were asked for. */
    fetched: async ({ id }: Pick<Lead, "id">): Promise<Lead> => {
      await fetchLeadsOnce(vendor);
      return ok<Lead>("GET", `/leads/${id}`);
    },
    attempts: async ({ id }: Pick<Lead, "id">): Promise<LeadAttempt[]> =>
      (await ok<{ items: LeadAttempt[] }>("GET", `/leads/${id}/attempts`))
        .items,
    /** Changes the page at Meta: an error for its leads, or lost webhooks. */
    changePage: (change: object) =>
      meta.control("PATCH", `/pages/${PAGE.pageId}`, change),
  };
}
