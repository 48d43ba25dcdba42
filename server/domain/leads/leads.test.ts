import { beforeAll, expect, test } from "vitest";
import { leadSchema } from "#contract/customers/lead.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { listLeads } from "#server/domain/leads/leads.ts";
import { recordLead } from "#server/domain/leads/record-lead.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newDigits,
  type TestContext,
} from "#server/domain/test-context.ts";

let context: TestContext;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
});

test("a lead reported twice is one; lists go back in time; others' leads are not shown", async () => {
  const supervisor = await newActor(context, "supervisor");
  const agent = await newActor(context, "agent");
  const channelId = await newChannel(context);
  const createdTime = new Date("2026-11-20T08:00:00Z");
  const leads = ["1", "2", "3"].map((ending) => ({
    channelId,
    pageId: newDigits(),
    formId: newDigits(),
    leadgenId: `90000${ending}`,
    adId: null,
    createdTime,
  }));
  await inPrismaTransaction(context.db, async (tx) => {
    for (const lead of [...leads, ...leads]) await recordLead(tx, lead);
  });
  const first = await listLeads(context, supervisor, { limit: 2 });
  expect(first.items).toHaveLength(2);
  leadSchema.strict().parse(first.items[0]);
  const second = await listLeads(context, supervisor, {
    limit: 2,
    cursor: first.nextCursor!,
  });
  expect(second).toMatchObject({ nextCursor: null });
  const seen = [...first.items, ...second.items].map(
    ({ leadgenId }) => leadgenId,
  );
  expect(seen.sort()).toEqual(["900001", "900002", "900003"]);
  expect((await listLeads(context, agent, { limit: 5 })).items).toEqual([]);
  await context.db.prisma.lead.update({
    where: { leadgenId: "900002" },
    data: { assignedTo: agent.agentId },
    select: { id: true },
  });
  expect(
    (await listLeads(context, agent, { limit: 5 })).items.map(
      ({ leadgenId }) => leadgenId,
    ),
  ).toEqual(["900002"]);
});
