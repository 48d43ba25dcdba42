import type { Socket } from "socket.io-client";
import { expect, test, vi } from "vitest";
import type { Customer } from "#contract/customers/customer.ts";
import type { CustomerField } from "#contract/customers/customer-field.ts";
import type { Lead } from "#contract/leads/lead.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { openLeadWorld } from "#server/http/api/leads/test-lead-world.ts";
import { openSocket } from "#server/live/test-socket.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { pathsThatShow, textOf } from "./test-reads.ts";

/** Own fields of customers that are for some departments only, from outside: the API, exports, searches and sockets. */

const { ok, owner, page, prisma, server, fetched, apply, submit } =
  await openLeadWorld();
const { world } = server;
const sue = await world.agent("Sue", "supervisor"); // of Credit
const mei = await world.agent("Mei"); // of Credit
const sam = await world.agent("Sam", "supervisor"); // of Support
const lin = await world.agent("Lin"); // of Support
const credit = await world.department([sue, mei]);
const support = await world.department([sam, lin]);

const KEY = "Credit note";
const SECRET = "Frozen until May";
const NUMBER_KEY = "Credit limit";
const NUMBER = 7_654_321;

/** A customer whom both departments see, each through a conversation of their own. */
const first = await newThread(world.context, page.id, {
  ownerId: mei.agentId,
  departmentId: credit,
});
const second = await newThread(world.context, page.id, {
  ownerId: lin.agentId,
  departmentId: support,
});
const { customerId } = first;
await prisma.thread.update({
  where: { id: second.threadId },
  data: { customerId },
});

const create = (name: string, more: object = {}, actor: Actor = owner) =>
  ok<CustomerField>("POST", "/customer-fields", { name, ...more }, actor);
const note = await create(KEY, { departmentIds: [credit] });
await create(NUMBER_KEY, { type: "number", departmentIds: [credit] });
await create("Size");
await ok(
  "PATCH",
  `/customers/${customerId}`,
  { fields: { [KEY]: SECRET, [NUMBER_KEY]: NUMBER, Size: "XL" } },
  mei,
);
const leadgenId = await submit({ full_name: "Dora" });
const heardLead = await vi.waitFor(
  async () => {
    await apply();
    return prisma.lead.findUniqueOrThrow({ where: { leadgenId } });
  },
  { timeout: 30_000 },
);
const lead = await fetched(heardLead);
await ok("PATCH", `/leads/${lead.id}`, {
  contact: { fields: { [KEY]: SECRET } },
});
await ok("POST", `/leads/${lead.id}/transfer`, {
  to: { type: "agent", id: lin.agentId },
});

const readText = (actor: Actor, path: string) => textOf(server, actor, path);

const leaks = (actor: Actor, threadId: string) =>
  pathsThatShow(server, actor, [KEY, SECRET, NUMBER_KEY, String(NUMBER)], {
    ids: { customers: customerId, threads: threadId, leads: lead.id },
    search: "Guest",
  });

test("no read or export shows a field to a department that it is not for", async () => {
  const shown = [
    `/customers/${customerId}`,
    "/customers",
    `/threads/${first.threadId}`,
    "/threads",
    "/customer-fields",
  ];
  for (const actor of [mei, sue, owner])
    expect(await leaks(actor, first.threadId)).toEqual(
      expect.arrayContaining(shown),
    );
  expect(await leaks(sue, first.threadId)).toContain("/customers/export");
  for (const actor of [lin, sam])
    expect(await leaks(actor, second.threadId), actor.name).toEqual([]);
  const seen = await ok<Customer>(
    "GET",
    `/customers/${customerId}`,
    undefined,
    lin,
  );
  expect(seen.fields).toEqual({ Size: "XL" });
  const { contact } = await ok<Lead>(
    "GET",
    `/leads/${lead.id}`,
    undefined,
    lin,
  );
  expect(contact?.fields).toEqual({});
});

test("an answer that fills a hidden field is as hidden as the field, as the form is mapped now and was then", async () => {
  const { items } = await ok<{ items: { id: string }[] }>(
    "GET",
    `/leads/forms?channel=${page.id}`,
  );
  const form = `/leads/forms/${items[0]?.id}`;
  const mapTo = (to: string | null) =>
    ok("PATCH", form, { mapping: [{ key: "full_name", to }] });
  const answered = async (full_name: string): Promise<Lead> => {
    const leadgenId = await submit({
      full_name,
      email: "dora.answer@example.org",
    });
    const heardLead = await vi.waitFor(
      async () => {
        await apply();
        return prisma.lead.findUniqueOrThrow({ where: { leadgenId } });
      },
      { timeout: 30_000 },
    );
    const { id } = await fetched(heardLead);
    return ok("POST", `/leads/${id}/transfer`, {
      to: { type: "agent", id: lin.agentId },
    });
  };
  const seen = (id: string, actor: Actor) => readText(actor, `/leads/${id}`);
  await mapTo(`field:${KEY}`);
  const then = await answered("Planted Then");
  await mapTo(null);
  const now = await answered("Planted Now");
  expect(await seen(now.id, lin)).toContain("Planted Now");
  expect(await seen(then.id, lin)).not.toContain("Planted");
  await mapTo(`field:${KEY}`);
  for (const { id } of [then, now]) {
    expect(await seen(id, lin)).not.toContain("Planted");
    expect(await seen(id, mei)).not.toContain("Planted"); // not hers
    expect(await seen(id, owner)).toContain("Planted");
  }
  // Once the field says something else, the answer still is what filled it.
  await ok("PATCH", `/leads/${then.id}`, {
    contact: { fields: { [KEY]: "Changed" } },
  });
  expect(await readText(sam, "/leads/export")).not.toContain("Planted");
  expect(await readText(owner, "/leads/export")).toContain("Planted Then");
  expect(await readText(lin, "/leads?q=planted")).not.toContain(then.id);
  expect(await readText(owner, "/leads?q=planted")).toContain(then.id);
  expect(await readText(lin, "/leads?q=dora.answer")).toContain(then.id);
  const { customerId: person } = then;
  const { threadId } = await newThread(world.context, page.id, {
    ownerId: lin.agentId,
    departmentId: support,
  });
  await prisma.thread.update({
    where: { id: threadId },
    data: { customerId: person ?? "" },
  });
  const reply = await ok<{ id: string }>("POST", "/canned-replies", {
    title: "Name",
    shortcut: "name",
    scope: "everybody",
    bodies: { "*": "From {{lead.full_name}}" },
  });
  const filled = await ok<{ text: string }>(
    "POST",
    `/canned-replies/${reply.id}/fill`,
    { threadId },
    lin,
  );
  expect(filled.text).not.toContain("Planted");
  await mapTo("name");
});

test("no search finds a customer or a lead by a hidden value", async () => {
  const finds = async (actor: Actor, q: string) => {
    const found = [];
    for (const list of ["customers", "threads", "leads"]) {
      const path = `/${list}?q=${encodeURIComponent(q)}`;
      const { items } = JSON.parse(await readText(actor, path)) as {
        items: unknown[];
      };
      if (items.length > 0) found.push(list);
    }
    return found;
  };
  for (const q of [SECRET, "frozen unt", String(NUMBER), "54321"]) {
    expect(await finds(mei, q), q).toContain("customers");
    expect(await finds(lin, q), q).toEqual([]);
    expect(await finds(sam, q), q).toEqual([]);
  }
  expect(await finds(lin, "XL")).toContain("customers");
  expect(await finds(lin, "Dora")).toContain("leads");
});

test("a hidden field can’t be written, and other changes keep it", async () => {
  const path = `/customers/${customerId}`;
  for (const value of ["mine", null])
    expect(
      await server.call(lin, "PATCH", path, { fields: { [KEY]: value } }),
    ).toMatchObject({
      status: 422,
      body: {
        errors: [{ path: `fields.${KEY}`, code: "field_of_other_department" }],
      },
    });
  expect(
    await server.call(lin, "PATCH", `/leads/${lead.id}`, {
      contact: { fields: { [KEY]: "mine" } },
    }),
  ).toMatchObject({ status: 422 });
  const changed = await ok<Customer>(
    "PATCH",
    path,
    { fields: { Size: "M" } },
    lin,
  );
  expect(changed.fields).toEqual({ Size: "M" });
  const { fields } = await ok<Customer>("GET", path, undefined, mei);
  expect(fields).toEqual({ [KEY]: SECRET, [NUMBER_KEY]: NUMBER, Size: "M" });
});

const open = (token: string) => openSocket(server.url, { token });

test("sockets get events without hidden fields, and come back when a department changes", async () => {
  const publisher = createEventPublisher(world.context, server.live.sink);
  const token = await server.token(lin);
  const [ofLin, ofMei] = [
    await open(token),
    await open(await server.token(mei)),
  ];
  const hears = (socket: Socket) =>
    new Promise((resolve) => socket.once("thread.updated", resolve)).then(
      (event) => JSON.stringify(event),
    );
  const heard = Promise.all([hears(ofLin), hears(ofMei)]);
  await ok("PATCH", `/customers/${customerId}`, { name: "Dora Two" });
  await publisher.round();
  const [toLin, toMei] = await heard;
  expect(toLin).toContain("Dora Two");
  expect(toLin).not.toContain(KEY);
  expect(toMei).toContain(SECRET);

  const told = new Promise((resolve) => ofLin.once("access.changed", resolve));
  await ok("PATCH", `/departments/${credit}`, {
    memberIds: [sue.agentId, mei.agentId, lin.agentId],
  });
  await told;
  ofLin.close();
  const again = await open(token);
  const after = hears(again);
  await ok("PATCH", `/customers/${customerId}`, { name: "Dora Three" });
  await publisher.round();
  expect(await after).toContain(SECRET);
  again.close();
  ofMei.close();
  await ok("PATCH", `/departments/${credit}`, {
    memberIds: [sue.agentId, mei.agentId],
  });
});

test("supervisors decide for their departments, and take or show nothing of others", async () => {
  const status = async (
    actor: Actor,
    method: string,
    path: string,
    body?: object,
  ) => (await server.call(actor, method, path, body)).status;
  const one = `/customer-fields/${note.id}`;
  // Another department's field is as if it did not exist, and its name is taken.
  expect(await status(sam, "PATCH", one, { position: 3 })).toBe(404);
  expect(await status(sam, "DELETE", one)).toBe(404);
  expect(await status(sam, "POST", "/customer-fields", { name: KEY })).toBe(
    409,
  );
  const ofSupport = { departmentIds: [support] };
  const mine = await create("Ticket", ofSupport, sam);
  expect(mine.departmentIds).toEqual([support]);
  const their = `/customer-fields/${mine.id}`;
  expect(await status(sam, "PATCH", their, { departmentIds: [] })).toBe(403);
  expect(
    await status(sam, "PATCH", their, { departmentIds: [support, credit] }),
  ).toBe(403);
  const { id: everyones } = await create("Shoe size");
  expect(
    await status(sam, "PATCH", `/customer-fields/${everyones}`, ofSupport),
  ).toBe(403);
  expect(
    await status(sam, "POST", "/customer-fields", {
      name: "X",
      departmentIds: [credit],
    }),
  ).toBe(403);
  expect(
    await server.call(owner, "PATCH", one, { departmentIds: [customerId] }),
  ).toMatchObject({ body: { errors: [{ code: "department_gone" }] } });
  const both = { departmentIds: [credit, support].toSorted() };
  expect(await ok("PATCH", one, both)).toMatchObject(both);
  expect(await readText(lin, `/customers/${customerId}`)).toContain(SECRET);
  await ok("PATCH", one, { departmentIds: [credit] });
  expect(await readText(lin, `/customers/${customerId}`)).not.toContain(SECRET);
});

test("a deleted field’s values stay hidden, until a field of that name is for others", async () => {
  const extra = await world.department([mei]);
  const field = await create("Solvency", { departmentIds: [extra] });
  const path = `/customers/${customerId}`;
  await ok("PATCH", path, { fields: { Solvency: "poor" } }, mei);
  expect(
    await server.call(owner, "DELETE", `/departments/${extra}`),
  ).toMatchObject({
    status: 409,
    body: {
      current: { usedBy: [{ type: "customer_field", name: "Solvency" }] },
    },
  });
  await ok("DELETE", `/customer-fields/${field.id}`);
  expect(await readText(mei, path)).toContain("poor");
  expect(await readText(lin, path)).not.toContain("poor");
  await ok("DELETE", `/departments/${extra}`);
  for (const actor of [mei, lin, sue])
    expect(await readText(actor, path), actor.name).not.toContain("poor");
  expect(await readText(owner, path)).toContain("poor");
  await create("Solvency", { departmentIds: [support] });
  expect(await readText(lin, path)).toContain("poor");
  expect(await readText(mei, path)).not.toContain("poor");
});
