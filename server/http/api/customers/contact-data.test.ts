import type { Socket } from "socket.io-client";
import { expect, test, vi } from "vitest";
import type { Customer } from "#contract/customers/customer.ts";
import type { Lead } from "#contract/leads/lead.ts";
import { CONTACT_MASK } from "#contract/text/contact-mask.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { openLeadWorld } from "#server/http/api/leads/test-lead-world.ts";
import { openSocket } from "#server/live/test-socket.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { pathsThatShow, textOf } from "./test-reads.ts";

/** Contact data masked by right, from outside: the API, exports and sockets. */

const { apply, fetched, ok, owner, page, prisma, server, submit } =
  await openLeadWorld();
const agent = await server.world.agent("Aki");
const supervisor = await server.world.agent("Sue", "supervisor");

const EMAIL = "dora.secret@example.org";
const DIGITS = "987654321"; // of +886 987 654 321, in any writing
const { threadId, customerId, externalId } = await newThread(
  server.world.context,
  page.id,
  { ownerId: agent.agentId },
);
const SECRETS = [EMAIL, DIGITS, externalId];

await ok("PATCH", `/customers/${customerId}`, {
  email: EMAIL,
  phone: "0987-654-321",
  fields: { second: "or dora.secret@example.org", size: "XL" },
});
const leadgenId = await submit({
  full_name: "Dora",
  email: EMAIL,
  phone_number: "+886 987 654 321",
});
const heard = await vi.waitFor(
  async () => {
    await apply();
    return prisma.lead.findUniqueOrThrow({ where: { leadgenId } });
  },
  { timeout: 30_000 },
);
const lead = await fetched(heard);
await ok("POST", `/leads/${lead.id}/transfer`, {
  to: { type: "agent", id: agent.agentId },
});

const readText = (actor: Actor, path: string) => textOf(server, actor, path);

const holdsSecret = (text: string) =>
  SECRETS.some((secret) => text.includes(secret));

/** The reads in whose answers the actor finds contact data. */
const leaks = (actor: Actor) =>
  pathsThatShow(server, actor, SECRETS, {
    ids: { customers: customerId, threads: threadId, leads: lead.id },
    search: EMAIL,
  });

const limit = (contactLimits: object) =>
  ok("PATCH", "/settings/security", { contactLimits });

const open = (token: string) => openSocket(server.url, { token });

test("no read, export or event shows it to a role that it is masked for", async () => {
  const open = [
    `/customers/${customerId}`,
    "/customers",
    `/threads/${threadId}`,
    "/threads",
    `/leads/${lead.id}`,
    "/leads",
    `/search?q=${EMAIL}`,
  ];
  expect(await leaks(agent)).toEqual(expect.arrayContaining(open));
  expect(await leaks(supervisor)).toEqual(
    expect.arrayContaining([...open, "/customers/export", "/leads/export"]),
  );
  await limit({ agent: "reveal", supervisor: "hidden" });
  expect(await leaks(agent)).toEqual([]);
  expect(await leaks(supervisor)).toEqual([]);
  expect(await leaks(owner)).toEqual(expect.arrayContaining(open));

  const masked = await ok<Customer>(
    "GET",
    `/customers/${customerId}`,
    undefined,
    agent,
  );
  expect(masked).toMatchObject({
    email: `${CONTACT_MASK}org`,
    phone: `${CONTACT_MASK}321`,
    fields: { second: `or ${CONTACT_MASK}org`, size: "XL" },
    identities: [{ externalId: CONTACT_MASK + externalId.slice(-4) }],
  });
  // The neutral name ends as it does for everyone.
  const whole = await ok<Customer>("GET", `/customers/${customerId}`);
  expect(masked.name).toBe(whole.name);
  expect(
    await ok<Lead>("GET", `/leads/${lead.id}`, undefined, agent),
  ).toMatchObject({
    contact: { email: `${CONTACT_MASK}org`, phone: `${CONTACT_MASK}321` },
  });
  expect(await ok("GET", "/me", undefined, agent)).toMatchObject({
    contactLimit: "reveal",
  });
});

test("a search by parts of it does not read it out to a role that it is masked for", async () => {
  const finds = async (actor: Actor, q: string) => {
    const found = [];
    for (const list of ["customers", "threads", "leads"]) {
      const path = `/${list}?q=${encodeURIComponent(q)}`;
      const { items } = JSON.parse(await readText(actor, path)) as {
        items: unknown[];
      };
      if (items.length > 0) found.push(list);
    }
    const path = `/search?q=${encodeURIComponent(q)}`;
    const { customers } = JSON.parse(await readText(actor, path)) as {
      customers: unknown[];
    };
    return customers.length > 0 ? [...found, "search"] : found;
  };
  const all = ["customers", "threads", "leads", "search"];
  await limit({});
  const parts = ["dora.s", "secret@example.or", "98765", "8765432", "4321"];
  for (const part of parts)
    expect(await finds(agent, part), part).not.toEqual([]);
  for (const given of ["reveal", "hidden"]) {
    await limit({ agent: given });
    for (const part of parts)
      expect(await finds(agent, part), part).toEqual([]);
    // The whole of it, which a caller says, finds them.
    for (const whole of [EMAIL, "0987 654 321", `+886${DIGITS}`])
      expect(await finds(agent, whole), whole).toEqual(all);
    expect(await finds(agent, "XL")).toEqual(["customers"]);
  }
});

test("sockets get masked events, and come back when the right changes", async () => {
  await limit({ agent: "hidden" });
  const publisher = createEventPublisher(
    server.world.context,
    server.live.sink,
  );
  const hears = async (socket: Socket, name: string) => {
    const heard = new Promise((resolve) =>
      socket.once("thread.updated", resolve),
    );
    await ok("PATCH", `/customers/${customerId}`, { name });
    await publisher.round();
    return JSON.stringify(await heard);
  };
  const token = await server.token(agent);
  const socket = await open(token);
  const masked = await hears(socket, "Dora Two");
  expect(masked).toContain("Dora Two");
  expect(holdsSecret(masked)).toBe(false);

  const told = new Promise((resolve) => socket.once("access.changed", resolve));
  const cut = new Promise((resolve) => socket.once("disconnect", resolve));
  await limit({});
  await told;
  // The connection is cut, not the session: a screen connects again by itself.
  expect(await cut).toBe("transport close");
  socket.close();
  const again = await open(token);
  expect(holdsSecret(await hears(again, "Dora Three"))).toBe(true);
  again.close();
});

test("it is revealed by right, and each time is in the audit log", async () => {
  await limit({ agent: "reveal", supervisor: "hidden" });
  const paths = [`/customers/${customerId}/reveal`, `/leads/${lead.id}/reveal`];
  const [customer, revealed] = await Promise.all(
    paths.map((path) => ok<object>("POST", path, undefined, agent)),
  );
  expect(customer).toMatchObject({ email: EMAIL, phone: `+886${DIGITS}` });
  expect(revealed).toMatchObject({ contact: { email: EMAIL } });
  for (const path of paths) {
    const refused = await server.call(supervisor, "POST", path);
    expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
  }
  const entries = await prisma.auditEntry.findMany({
    where: { action: { endsWith: ".revealed" } },
    select: { actorId: true, targetId: true },
    orderBy: { action: "asc" },
  });
  const actorId = agent.agentId;
  expect(entries).toEqual([
    { actorId, targetId: customerId },
    { actorId, targetId: lead.id },
  ]);
});

test("the mask is never kept in place of the data, and no reply reads it out", async () => {
  await limit({ agent: "reveal" });
  for (const [path, body] of [
    ["email", { email: `${CONTACT_MASK}org` }],
    ["fields.second", { fields: { second: `or ${CONTACT_MASK}org` } }],
  ] as const)
    expect(
      await server.call(agent, "PATCH", `/customers/${customerId}`, body),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ path, code: "masked" }] },
    });
  const note = { text: `Call ${CONTACT_MASK}321` };
  await ok("POST", `/leads/${lead.id}/notes`, note, agent);
  const named = { name: "Dora Four", fields: { size: "L" } };
  await ok("PATCH", `/customers/${customerId}`, named, agent);
  expect(await ok("GET", `/customers/${customerId}`)).toMatchObject({
    ...named,
    email: EMAIL,
    fields: { second: "or dora.secret@example.org", size: "L" },
  });
  const { id } = await ok<{ id: string }>("POST", "/canned-replies", {
    shortcut: "where",
    title: "Where",
    scope: "everybody",
    bodies: { "*": "{{customer.field.email}} {{customer.field.size}}" },
  });
  const fill = (actor: Actor) =>
    ok("POST", `/canned-replies/${id}/fill`, { threadId }, actor);
  expect(await fill(agent)).toMatchObject({
    text: "{{customer.field.email}} L",
    missing: ["customer.field.email"],
  });
  expect(await fill(owner)).toMatchObject({ text: `${EMAIL} L`, missing: [] });
});

test("a setting that no role has is refused", async () => {
  for (const contactLimits of [{ admin: "hidden" }, { agent: "shown" }]) {
    const wrong = await server.call(owner, "PATCH", "/settings/security", {
      contactLimits,
    });
    expect(wrong.status).toBe(422);
  }
});
