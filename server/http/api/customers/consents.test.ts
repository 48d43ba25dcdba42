import { beforeAll, expect, test } from "vitest";
import type { ConsentEntry, Consents } from "#contract/customers/consent.ts";
import type { CustomerExport } from "#contract/customers/customer-job.ts";
import type { Lead } from "#contract/leads/lead.ts";
import type { LeadForm } from "#contract/leads/lead-settings.ts";
import type { Macro } from "#contract/macros/macro.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { openLeadWorld } from "#server/http/api/leads/test-lead-world.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { readOutgoing } from "#server/pipeline/outbound/outgoing.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** Consents of customers, from outside: the ledger, the sends that obey it, and the lead forms that feed it. */

const HOUR_MS = 3_600_000;

const {
  fetched,
  fill,
  ok,
  owner,
  page: leadPage,
  prisma,
  server,
} = await openLeadWorld();
const { world } = server;
let mei: Actor;
let outsider: Actor;
let page: Awaited<ReturnType<typeof world.page>>;

beforeAll(async () => {
  mei = await world.agent("Mei");
  outsider = await world.agent("Otto");
  const queueId = await world.queue([mei], {
    tellsWait: true,
    waitTexts: { "*": "Number {position} in line." },
    tellAfterSeconds: 600,
  });
  page = await world.page({ type: "queue", id: queueId });
});

/** The customer writes; returns their thread. */
async function write(psid: string, text = "Hello"): Promise<Thread> {
  const { threadId } = await world.write(page, { psid, text });
  return ok<Thread>("GET", `/threads/${threadId}`);
}

const consentsOf = (customerId: string, query = "") =>
  ok<Consents>("GET", `/customers/${customerId}/consents${query}`);

const record = (customerId: string, body: object, actor = owner) =>
  ok<ConsentEntry>("POST", `/customers/${customerId}/consents`, body, actor);

const optOut = (customerId: string) =>
  record(customerId, { purpose: "contact", given: false });

const post = (threadId: string, verb: string, body: object, actor = mei) =>
  server.call(actor, "POST", `/threads/${threadId}/${verb}`, body);

const say = (threadId: string, text = "Hi") =>
  post(threadId, "messages", { kind: "message", text, clientId: newId() });

const REFUSED = { status: 409, body: { code: "opted_out" } };

test("an entry says who, when, how and with which text, and the newest one of a purpose is its state", async () => {
  const { customer } = await write(digits(16));
  const { id } = customer;
  expect(await consentsOf(id)).toEqual({
    items: [],
    nextCursor: null,
    state: { contact: null, marketing: null },
  });
  const text = "I agree to receive offers.";
  const first = await record(
    id,
    { purpose: "marketing", given: true, channelId: page.channelId, text },
    mei,
  );
  expect(first).toMatchObject({
    purpose: "marketing",
    given: true,
    source: "integration",
    channelId: page.channelId,
    text,
    actor: { id: mei.agentId, name: "Mei" },
  });
  const [contact, same] = [
    await record(id, { purpose: "contact", given: true, source: "customer" }),
    await record(id, { purpose: "marketing", given: true, text }),
  ];
  const last = await record(id, {
    purpose: "marketing",
    given: false,
    note: "On the phone",
  });
  expect(same.textVersion).toBe(first.textVersion);
  expect(first.textVersion).toMatch(/^[0-9a-f]{16}$/);
  const found = await consentsOf(id, "?limit=2");
  expect(found.items.map((entry) => entry.id)).toEqual([last.id, same.id]);
  expect(found.state).toEqual({ contact, marketing: last });
  const rest = await consentsOf(id, `?limit=2&cursor=${found.nextCursor}`);
  expect(rest.items).toEqual([contact, first]);

  const path = `/customers/${id}/consents`;
  const body = { purpose: "contact", given: false };
  for (const [wrong, status] of [
    [{ ...body, channelId: newId() }, 422],
    [{ ...body, source: "lead_form" }, 422],
    [{ ...body, text: " " }, 422],
    [{ ...body, purpose: "other" }, 422],
  ] as const)
    expect((await server.call(mei, "POST", path, wrong)).status).toBe(status);
  for (const answer of [
    await server.call(outsider, "GET", path),
    await server.call(outsider, "POST", path, body),
  ])
    expect(answer.status).toBe(404);
  expect(
    await prisma.auditEntry.count({
      where: { targetId: id, action: "customer.consent_recorded" },
    }),
  ).toBe(4);
  const token = await server.token(owner);
  const csv = await server.request(
    `/api/v1/customers/export?channel=${page.channelId}`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  const line = (await csv.text()).split("\r\n").find((row) => row.includes(id));
  expect(line).toMatch(/,"given","withdrawn",/);
});

test("no one changes, deletes or truncates an entry, not even the owner of the database", async () => {
  const { customer } = await write(digits(16));
  const entry = await optOut(customer.id);
  for (const statement of [
    `update consent_entry set given = true`,
    "delete from consent_entry",
    "truncate consent_entry",
    "set session_replication_role = replica; delete from consent_entry",
  ]) {
    const client = await server.host.context.db.pool.connect();
    try {
      await expect(client.query(statement)).rejects.toThrow(/append-only/);
    } finally {
      client.release(true);
    }
  }
  expect((await consentsOf(customer.id)).items).toEqual([entry]);
});

test("nothing is sent to a customer who opted out, by no way, until they write again", async () => {
  const psid = digits(16);
  const { id: threadId, customer } = await write(psid);
  await post(threadId, "take", {});
  const message = ((await say(threadId, "On its way")).body as Message).id;
  const at = new Date(Date.now() + HOUR_MS).toISOString();
  const planned = await post(threadId, "schedule", { text: "Later", at });
  expect(planned.status).toBe(201);
  const steps = [{ type: "reply", text: "Welcome" }];
  const name = `Greet ${randomToken(6)}`;
  const macro = await ok<Macro>("POST", "/macros", { name, steps }, mei);
  expect(await ok("GET", `/threads/${threadId}`)).toMatchObject({
    optedOutAt: null,
  });

  const { at: since } = await optOut(customer.id);
  expect(await ok("GET", `/threads/${threadId}`)).toMatchObject({
    optedOutAt: since,
  });
  expect(await say(threadId)).toMatchObject({
    ...REFUSED,
    body: { code: "opted_out", current: { optedOutAt: since } },
  });
  expect(await post(threadId, "schedule", { text: "Hi", at })).toMatchObject(
    REFUSED,
  );
  const undoable = {
    kind: "message",
    text: "Hi",
    clientId: newId(),
    undoSeconds: 5,
  };
  expect(await post(threadId, "messages", undoable)).toMatchObject(REFUSED);
  const run = { threadIds: [threadId], runId: newId() };
  const ran = await server.call(mei, "POST", `/macros/${macro.id}/run`, run);
  expect(JSON.stringify(ran.body)).toContain("opted_out");
  // What had not left yet does not leave.
  expect(await readOutgoing(server.host.context, message)).toEqual({
    kind: "refuse",
    reason: "opted_out",
  });
  world.clock.at = new Date(Date.now() + 2 * HOUR_MS);
  while (await runTimersOnce(world.context));
  const held = await ok<{ items: Message[] }>(
    "GET",
    `/threads/${threadId}/schedule`,
  );
  expect(held.items).toMatchObject([
    { text: "Later", schedule: { isHeld: true }, error: { code: "opted_out" } },
  ]);
  expect(
    await prisma.message.count({
      where: { threadId, direction: "out", kind: "message" },
    }),
  ).toBe(1);

  expect(await write(psid, "One more question")).toMatchObject({
    optedOutAt: null,
  });
  expect((await say(threadId, "Yes?")).status).toBe(202);
  world.clock.at = new Date(Date.now() + 3 * HOUR_MS);
  await optOut(customer.id);
  expect(await say(threadId)).toMatchObject(REFUSED);
  await record(customer.id, { purpose: "contact", given: true });
  expect((await say(threadId)).status).toBe(202);
  world.clock.at = null;
});

test("an automatic message goes to those who wait, and not to one who has opted out meanwhile", async () => {
  const out = await write(digits(16));
  const other = await write(digits(16));
  await optOut(out.customer.id);
  world.clock.at = new Date(Date.now() + HOUR_MS / 2);
  while (await runTimersOnce(world.context));
  world.clock.at = null;
  const told = await prisma.message.findMany({
    where: {
      threadId: { in: [out.id, other.id] },
      authorType: "system",
      kind: "message",
    },
    select: { threadId: true },
  });
  expect(told).toEqual([{ threadId: other.id }]);
});

test("a merge has the entries of both, undoing takes them apart, and both decide who is written to", async () => {
  const one = await write(digits(16));
  const two = await write(digits(16));
  const [survivorId, otherId] = [one.customer.id, two.customer.id];
  const given = await record(survivorId, { purpose: "marketing", given: true });
  const withdrawn = await optOut(otherId);
  await post(one.id, "take", {});
  const { mergeId } = await ok<{ mergeId: string }>(
    "POST",
    "/customers/merge",
    { survivorId, otherId },
  );
  for (const id of [survivorId, otherId])
    expect(await consentsOf(id)).toMatchObject({
      items: [withdrawn, given],
      state: { contact: withdrawn, marketing: given },
    });
  expect(await say(one.id)).toMatchObject(REFUSED);
  await ok("POST", `/customers/merges/${mergeId}/undo`);
  expect((await consentsOf(survivorId)).items).toEqual([given]);
  expect((await consentsOf(otherId)).items).toEqual([withdrawn]);
  expect((await say(one.id)).status).toBe(202);
  await post(two.id, "take", {});
  expect(await say(two.id)).toMatchObject(REFUSED);
});

test("an export has the entries, an erasure deletes them, and none is added to an erased customer", async () => {
  const { customer } = await write(digits(16));
  const text = `Agreed ${randomToken(8)}`;
  const entry = await record(customer.id, {
    purpose: "marketing",
    given: true,
    text,
  });
  const path = `/customers/${customer.id}`;
  const { result } = await ok<CustomerExport>("POST", `${path}/export`);
  const url = (result?.url ?? "").replace("/api/v1", "");
  expect(await ok("GET", url)).toMatchObject({ consents: [entry] });
  expect(await ok("POST", `${path}/erase`)).toMatchObject({
    result: { certificate: { erased: { consents: 1 } } },
  });
  expect(await prisma.consentEntry.count({ where: { text } })).toBe(0);
  expect(
    await server.call(owner, "POST", `${path}/consents`, {
      purpose: "contact",
      given: true,
    }),
  ).toMatchObject({ status: 404 });
});

test("the boxes of a lead form are entries of its customer, once, with the form’s text", async () => {
  const email = `${randomToken(8)}@example.org`.toLowerCase();
  const lead = await fetched(
    await fill({ full_name: "Nora", email }, { consents: ["news"] }),
  );
  const customerId = lead.customerId ?? "";
  const [entry] = (await consentsOf(customerId)).items;
  expect(entry).toMatchObject({
    purpose: "marketing",
    given: true,
    source: "lead_form",
    channelId: leadPage.id,
    leadId: lead.id,
    text: lead.consents[0]?.text,
    actor: null,
    at: lead.createdTime,
  });
  expect(entry?.text).toBeTruthy();
  // A worker whose claim was lost leaves the lead to the next one, which reads it again.
  await prisma.lead.update({
    where: { id: lead.id },
    data: { state: "pending", dueAt: new Date() },
  });
  await fetched(lead);
  expect((await consentsOf(customerId)).items).toEqual([entry]);

  // Another form gives the consent to contact, and a box that is left empty refuses it.
  const form = await ok<LeadForm>("PATCH", `/leads/forms/${lead.formId}`, {
    consents: [{ key: "news", purpose: "contact" }],
  });
  expect(form.consents).toMatchObject([{ key: "news", purpose: "contact" }]);
  expect(
    await server.call(owner, "PATCH", `/leads/forms/${lead.formId}`, {
      consents: [{ key: "none", purpose: null }],
    }),
  ).toMatchObject({ status: 422 });
  const second = await fetched(await fill({ full_name: "N.", email }));
  expect(second.customerId).toBe(customerId);
  expect((await consentsOf(customerId)).state).toMatchObject({
    contact: { given: false, leadId: second.id },
    marketing: { id: entry?.id },
  });
  const optedOutAt = async (id: string) =>
    (await prisma.customer.findUniqueOrThrow({ where: { id } })).optedOutAt;
  expect(await optedOutAt(customerId)).not.toBeNull();

  // It was someone else, who is a customer of their own from now on.
  const apart = await ok<Lead>("PATCH", `/leads/${second.id}`, {
    duplicateOf: null,
  });
  expect(await consentsOf(customerId)).toMatchObject({
    items: [entry],
    state: { contact: null },
  });
  expect(await optedOutAt(customerId)).toBeNull();
  expect((await consentsOf(apart.customerId ?? "")).items).toMatchObject([
    { purpose: "contact", given: false, leadId: second.id },
  ]);
});
