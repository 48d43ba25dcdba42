import { Buffer } from "node:buffer";
import type { Actor } from "#server/domain/access/actor.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { newThread } from "#server/domain/test-context.ts";
import type { TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** The callers of the walk. `other`: an agent of another department, or a reviewer of another channel. */
export const WALKERS = [
  "owner",
  "supervisor",
  "otherSupervisor",
  "agent",
  "otherAgent",
  "reviewer",
  "otherReviewer",
  "leadsOnly",
  "otherLeadsOnly",
  "auditor",
] as const;
export type Walker = (typeof WALKERS)[number];

export type WalkWorld = Awaited<ReturnType<typeof createWalkWorld>>;

/** Two departments, and everything that can be called on, in the first of them. */
export async function createWalkWorld(server: TestServer) {
  const { world } = server;
  const { prisma } = world.context.db;
  const page = await world.page(null);
  const otherPage = await world.page(null);
  /** No walker reviews it. */
  const sparePage = await world.page(null);
  const people: Record<Walker, Actor> = {
    owner: await world.agent("Olga", "owner"),
    supervisor: await world.agent("Sue", "supervisor"),
    otherSupervisor: await world.agent("Sven", "supervisor"),
    agent: await world.agent("Ann", "agent"),
    otherAgent: await world.agent("Otto", "agent"),
    reviewer: await world.reviewer("Rita", page.channelId),
    otherReviewer: await world.reviewer("Rolf", otherPage.channelId),
    leadsOnly: await world.agent("Lea", "leads_only"),
    otherLeadsOnly: await world.agent("Lou", "leads_only"),
    auditor: await world.agent("Aude", "auditor"),
  };
  const departmentId = await world.department([
    people.supervisor,
    people.agent,
    people.leadsOnly,
  ]);
  const otherDepartmentId = await world.department([
    people.otherSupervisor,
    people.otherAgent,
    people.otherLeadsOnly,
  ]);
  const queueId = await world.queue([people.agent], { departmentId });
  const ringGroup = await prisma.ringGroup.create({
    data: { id: newId(), name: `Group ${randomToken(6)}`, departmentId },
  });
  await prisma.channel.update({
    where: { id: page.channelId },
    data: { departmentId, openType: "queue", openId: queueId },
  });
  const label = await prisma.label.create({
    data: { id: newId(), name: `Label ${randomToken(6)}`, color: "slate" },
  });
  const canned = await prisma.cannedReply.create({
    data: {
      id: newId(),
      shortcut: randomToken(6).toLowerCase(),
      title: `Canned ${randomToken(6)}`,
      scopeKey: departmentId,
      departmentId,
      bodies: { "*": "Hello" },
    },
  });
  const macro = await prisma.macro.create({
    data: {
      id: newId(),
      name: `Macro ${randomToken(6)}`,
      scopeKey: departmentId,
      departmentId,
      steps: [{ type: "priority", priority: "high" }],
    },
  });
  const view = await prisma.savedView.create({
    data: {
      id: newId(),
      name: `View ${randomToken(6)}`,
      ownerId: people.supervisor.agentId,
      queueId,
    },
  });
  const segment = await prisma.customerSegment.create({
    data: {
      id: newId(),
      name: `Segment ${randomToken(6)}`,
      filter: { label: label.id },
      ownerId: people.supervisor.agentId,
      departmentId,
    },
  });
  const calendar = await prisma.holidayCalendar.create({
    data: { id: newId(), name: `Calendar ${randomToken(6)}` },
  });
  const schedule = { timeZone: "UTC", week: [], calendarIds: [calendar.id] };
  await prisma.queue.update({ where: { id: queueId }, data: { schedule } });
  const thread = await newThread(world.context, page.channelId, {
    ownerId: people.agent.agentId,
    queueId,
    departmentId,
  });
  await prisma.customer.update({
    where: { id: thread.customerId },
    data: { name: `Customer ${randomToken(6)}` },
  });
  await prisma.threadLabel.create({
    data: { threadId: thread.threadId, labelId: label.id },
  });
  const scheduled = await prisma.scheduledMessage.create({
    data: {
      id: newId(),
      threadId: thread.threadId,
      agentId: people.agent.agentId,
      clientId: randomToken(6),
      text: `Later ${randomToken(6)}`,
      attachmentIds: [],
      dueAt: new Date(Date.now() + 3_600_000),
      inboundCount: 0,
    },
  });
  const storageKey = newFileKey();
  await world.context.files.put(storageKey, Buffer.from("a file"));
  const message = await prisma.message.create({
    data: {
      id: newId(),
      threadId: thread.threadId,
      channelId: page.channelId,
      direction: "in",
      kind: "message",
      authorType: "customer",
      text: `Words ${randomToken(6)}`,
      status: "received",
      externalId: `m_${randomToken(20)}`,
      sentAt: new Date(),
    },
  });
  const file = await prisma.attachment.create({
    data: {
      id: newId(),
      messageId: message.id,
      type: "image",
      state: "stored",
      storageKey,
      mimeType: "image/png",
      name: "a.png",
    },
  });
  await prisma.alert.createMany({
    data: [
      {
        id: newId(),
        kind: "missed_offers",
        departmentId,
        detail: { threadId: thread.threadId },
      },
      {
        id: newId(),
        kind: "missed_offers",
        agentId: people.otherAgent.agentId,
        detail: { threadId: thread.threadId },
      },
    ],
  });
  const job = await prisma.job.create({
    data: {
      id: newId(),
      kind: "backfill",
      channelId: page.channelId,
      state: "done",
      params: {},
      progress: { seen: 0 },
      finishedAt: new Date(),
    },
  });
  const form = await prisma.leadForm.create({
    data: { id: digits(15), channelId: page.channelId },
  });
  const status = await prisma.leadStatus.create({
    data: { id: newId(), name: `Status ${randomToken(6)}` },
  });
  const leadSource = await prisma.leadSource.create({
    data: { id: newId(), name: `Source ${randomToken(6)}` },
  });
  const lead = await prisma.lead.create({
    data: {
      id: newId(),
      channelId: page.channelId,
      pageId: page.pageId,
      formId: form.id,
      leadgenId: digits(16),
      customerId: thread.customerId,
      ownerId: people.agent.agentId,
      createdTime: new Date(),
    },
  });
  const customerStage = await prisma.customerStage.create({
    data: { id: newId(), name: "First contact" },
  });
  const noteCategory = await prisma.noteCategory.create({
    data: { id: newId(), name: "Complaints" },
  });
  const note = await prisma.customerNote.create({
    data: {
      id: newId(),
      customerId: thread.customerId,
      authorId: people.agent.agentId,
      authorName: people.agent.name,
      text: `Note ${randomToken(6)}`,
    },
  });
  const customerField = await prisma.customerField.create({
    data: {
      id: newId(),
      key: `Field ${randomToken(6)}`,
      name: `Field ${randomToken(6)}`,
      type: "text",
    },
  });
  const kept = await prisma.delivery.create({
    data: {
      sourceId: page.sourceId,
      body: Buffer.from("{}"),
      state: "applied",
      appliedAt: new Date(),
    },
  });
  const teamChat = await prisma.teamChat.create({
    data: { id: newId(), name: "Ops", kind: "slack", alerts: [], locale: "en" },
  });
  const [customerImportId, leadImportId] = await Promise.all(
    ["customers", "leads"].map(async (kind) => {
      const { id } = await prisma.dataImport.create({
        data: {
          id: newId(),
          kind,
          fileName: "people.csv",
          form: {
            format: "xlsx",
            encoding: null,
            delimiter: null,
            sheet: "People",
          },
          columns: ["Mail"],
          rowCount: 1,
          createdByName: people.owner.name,
        },
      });
      return id;
    }),
  );
  if (!customerImportId || !leadImportId) throw new Error("No imports.");
  const ids = {
    customerImportId,
    leadImportId,
    deliveryId: kept.id.toString(),
    jobId: job.id,
    departmentId,
    otherDepartmentId,
    queueId,
    ringGroupId: ringGroup.id,
    channelId: page.channelId,
    spareChannelId: sparePage.channelId,
    labelId: label.id,
    cannedReplyId: canned.id,
    macroId: macro.id,
    viewId: view.id,
    segmentId: segment.id,
    calendarId: calendar.id,
    threadId: thread.threadId,
    customerId: thread.customerId,
    messageId: message.id,
    scheduledId: scheduled.id,
    fileId: file.id,
    agentId: people.agent.agentId,
    leadId: lead.id,
    formId: form.id,
    leadStatusId: status.id,
    leadSourceId: leadSource.id,
    customerNoteId: note.id,
    customerFieldId: customerField.id,
    customerStageId: customerStage.id,
    noteCategoryId: noteCategory.id,
    teamChatId: teamChat.id,
  };
  const tokens = new Map<Actor, string>();
  for (const actor of Object.values(people))
    tokens.set(actor, await server.token(actor));
  const customer = await prisma.customer.findUniqueOrThrow({
    where: { id: thread.customerId },
  });
  /** Texts that the role “leads only” never reads. A lead names the thread by its id. */
  const conversation = [message.text ?? ""];
  /** Texts that the role “auditor” never reads. */
  const personal = [
    ...conversation,
    ids.threadId,
    thread.externalId,
    customer.name ?? "",
    note.text,
  ];
  /** Texts that only the department may read. */
  const secrets = [...personal, page.appId];
  const hidden: Partial<Record<Walker, string[]>> = {
    otherSupervisor: secrets,
    otherAgent: secrets,
    otherReviewer: secrets,
    otherLeadsOnly: secrets,
    leadsOnly: conversation,
    auditor: personal,
  };
  /** The thread and its label as they were: others walked here. */
  async function restore(): Promise<void> {
    const labels = await prisma.label.count({ where: { id: ids.labelId } });
    if (labels > 0)
      await prisma.threadLabel.createMany({
        data: [{ threadId: ids.threadId, labelId: ids.labelId }],
        skipDuplicates: true,
      });
    await prisma.lead.update({
      where: { id: ids.leadId },
      data: {
        ownerId: ids.agentId,
        assignedType: "agent",
        assignedId: ids.agentId,
      },
      select: { id: true },
    });
    await prisma.offer.deleteMany({ where: { threadId: ids.threadId } });
    await prisma.thread.updateMany({
      where: { id: ids.threadId },
      data: {
        status: "open",
        routing: "owned",
        ownerId: ids.agentId,
        routedToType: "queue",
        routedToId: ids.queueId,
        snoozedUntil: null,
        archivedAt: null,
        deletedAt: null,
      },
    });
  }
  return { people, ids, tokens, hidden, restore };
}
