import { expect, test } from "vitest";
import type { Lead } from "#contract/leads/lead.ts";
import type {
  LeadForm,
  LeadSource,
  LeadStatuses,
  MappingPreview,
} from "#contract/leads/lead-settings.ts";
import type { AuditEntry } from "#contract/people/audit.ts";
import { openLeadWorld } from "#server/http/api/leads/test-lead-world.ts";

/** The settings of pages and forms decide who gets a lead, with which status and source, and what its answers are. */

const { fetched, fill, ok, owner, page, prisma, server } =
  await openLeadWorld();
const agent = await server.world.agent("Aki");
const stranger = await server.world.agent("Sten");

test("form before page before default; a queue's members see a lead and take it", async () => {
  const queueId = await server.world.queue([stranger]);
  const { items: forms } = await ok<{
    items: { id: string; questions: object[] }[];
  }>("GET", `/leads/forms?channel=${page.id}`);
  expect(forms[0]?.questions[0]).toMatchObject({
    key: "full_name",
    to: "name",
    chosen: false,
  });
  await ok("PATCH", `/leads/forms/${forms[0]?.id}`, {
    assignTo: { type: "queue", id: queueId },
    mapping: [{ key: "full_name", to: "company" }],
  });
  const lead = await fetched(await fill({ full_name: "Acme" }));
  expect(lead).toMatchObject({
    owner: null,
    assignedTo: { type: "queue", id: queueId },
    contact: { company: "Acme", name: null },
  });
  const taken = await ok<Lead>(
    "POST",
    `/leads/${lead.id}/take`,
    undefined,
    stranger,
  );
  expect(taken.owner?.name).toBe("Sten");
  expect((await server.call(agent, "GET", `/leads/${lead.id}`)).status).toBe(
    404,
  );
  const statuses = await ok<{ items: { id: string; key: string }[] }>(
    "GET",
    "/lead-statuses",
  );
  const contacted = statuses.items.find(({ key }) => key === "contacted");
  const touched = await ok<Lead>(
    "PATCH",
    `/leads/${lead.id}`,
    { statusId: contacted?.id },
    stranger,
  );
  expect(touched.firstTouchAt).not.toBeNull();
  const released = await ok<Lead>(
    "POST",
    `/leads/${lead.id}/release`,
    undefined,
    stranger,
  );
  expect(released.owner).toBeNull();
  const handed = await ok<Lead>("POST", `/leads/${lead.id}/transfer`, {
    to: { type: "agent", id: agent.agentId },
    note: "Yours",
  });
  expect(handed.owner?.name).toBe("Aki");
  await ok("PATCH", `/leads/forms/${forms[0]?.id}`, {
    assignTo: null,
    mapping: [],
  });
  expect(
    (
      await server.call(owner, "PATCH", `/leads/forms/${forms[0]?.id}`, {
        mapping: [{ key: "moon", to: null }],
      })
    ).status,
  ).toBe(422);
});

test("a new lead begins with the status and source of its form, else of its page, else of the settings", async () => {
  const { items: statuses } = await ok<LeadStatuses>("GET", "/lead-statuses");
  const [first, second, third] = statuses.map(({ id }) => id);
  const fair = await ok<LeadSource>("POST", "/lead-sources", { name: "Fair" });
  const [form] = (
    await ok<{ items: LeadForm[] }>("GET", `/leads/forms?channel=${page.id}`)
  ).items;
  const pagePath = `/leads/pages/${page.id}`;
  const formPath = `/leads/forms/${form?.id}`;
  const begins = async () => {
    const { statusId, sourceId } = await fetched(
      await fill({ full_name: "Begins" }),
    );
    return { statusId, sourceId };
  };
  const facebook = (await begins()).sourceId;
  expect(facebook).not.toBeNull();
  expect(
    await ok("PATCH", pagePath, {
      defaultStatusId: second,
      defaultSourceId: fair.id,
    }),
  ).toMatchObject({ defaultStatusId: second, defaultSourceId: fair.id });
  expect(await begins()).toEqual({ statusId: second, sourceId: fair.id });
  expect(await ok("PATCH", formPath, { defaultStatusId: third })).toMatchObject(
    { defaultStatusId: third, defaultSourceId: null },
  );
  expect(await begins()).toEqual({ statusId: third, sourceId: fair.id });
  // A source that is deleted is none of the page's any more, and the platform decides again.
  await ok("DELETE", `/lead-sources/${fair.id}`);
  await ok("PATCH", formPath, { defaultStatusId: null });
  expect(await begins()).toEqual({ statusId: second, sourceId: facebook });
  await ok("PATCH", pagePath, { defaultStatusId: null });
  expect(await begins()).toEqual({ statusId: first, sourceId: facebook });
  for (const path of [pagePath, formPath])
    expect(
      (await server.call(owner, "PATCH", path, { defaultStatusId: fair.id }))
        .status,
    ).toBe(422);
  const { items: audit } = await ok<{ items: AuditEntry[] }>("GET", "/audit");
  expect(audit).toContainEqual(
    expect.objectContaining({
      action: "channel.leads_updated",
      detail: { defaultStatusId: second, defaultSourceId: fair.id },
    }),
  );
});

test("a mapping is previewed on the last ten leads exactly as it then maps, and stores nothing", async () => {
  const [form] = (
    await ok<{ items: LeadForm[] }>("GET", `/leads/forms?channel=${page.id}`)
  ).items;
  const path = `/leads/forms/${form?.id}`;
  // The text of one option is the key of another.
  await prisma.leadForm.update({
    where: { id: form?.id ?? "" },
    data: {
      questions: [
        ...(form?.questions ?? []).map(({ key, label, type, options }) => ({
          key,
          label,
          type,
          options,
        })),
        {
          key: "size",
          label: "Size",
          type: "CUSTOM",
          options: [
            { key: "a", value: "b" },
            { key: "b", value: "c" },
          ],
        },
      ],
    },
  });
  const answers = { full_name: "王小美", email: "mei@example.org", size: "a" };
  for (let earlier = 0; earlier < 10; earlier += 1)
    await fill({ full_name: "Earlier" });
  const before = await fetched(await fill(answers));
  expect(before.contact?.fields).toEqual({});
  const mapping = [
    { key: "email", to: null },
    { key: "full_name", to: "company" },
    { key: "size", to: "field:size" },
  ];
  const stored = await ok("GET", path);
  const { items } = await ok<MappingPreview>("POST", `${path}/preview`, {
    mapping,
  });
  expect(items).toHaveLength(10);
  expect(items[0]).toEqual({
    leadId: before.id,
    name: "王小美",
    createdTime: before.createdTime,
    fields: [
      { to: "name", before: "王小美", after: null },
      { to: "firstName", before: "小美", after: null },
      { to: "lastName", before: "王", after: null },
      { to: "email", before: "mei@example.org", after: null },
      { to: "company", before: null, after: "王小美" },
      { to: "field:size", before: null, after: "b" },
    ],
  });
  expect(await ok("GET", path)).toEqual(stored);
  expect(await ok("GET", `/leads/${before.id}`)).toEqual(before);
  await ok("PATCH", path, { mapping });
  const { contact } = await fetched(await fill(answers));
  expect(contact).toMatchObject({
    name: null,
    email: null,
    company: "王小美",
    fields: { size: "b" },
  });
  await ok("PATCH", path, { mapping: [] });
  const wrong = { mapping: [{ key: "moon", to: null }] };
  expect(
    (await server.call(owner, "POST", `${path}/preview`, wrong)).status,
  ).toBe(422);
});
