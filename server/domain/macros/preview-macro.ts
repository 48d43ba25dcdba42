import type { MacroPreview, MacroStep } from "#contract/macros/macro.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { readCannedReply } from "#server/domain/canned/canned-replies.ts";
import { fillTexts } from "#server/domain/canned/fill-canned-reply.ts";
import type { Context } from "#server/domain/context.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";
import { readMacro } from "./macros.ts";

type Shown = MacroPreview["steps"][number];

/**
 * Shows what the steps of a macro would do to one thread, with the texts that
 * would be sent. It changes nothing.
 * @throws AppError not_found: the macro or the thread
 */
export async function previewMacro(
  context: Context,
  actor: Actor,
  id: string,
  { threadId }: { threadId: string },
): Promise<MacroPreview> {
  const { sql } = context.db;
  const macro = await readMacro(sql, actor, id);
  await seeThread(sql, actor, threadId);
  const steps: Shown[] = [];
  for (const step of macro.steps)
    steps.push(await show(context, actor, threadId, step));
  return { steps };
}

async function show(
  context: Context,
  actor: Actor,
  threadId: string,
  step: MacroStep,
): Promise<Shown> {
  const plain: Shown = { step, text: null, missing: [], isGone: false };
  switch (step.type) {
    case "reply":
    case "note": {
      const bodies = { "*": step.text };
      const filled = await fillTexts(context, actor, threadId, bodies);
      return { ...plain, text: filled.text, missing: filled.missing };
    }
    case "canned_reply": {
      const canned = await readCannedReply(
        context.db.sql,
        actor,
        step.cannedReplyId,
      ).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "not_found")
          return null;
        throw error;
      });
      if (canned === null) return { ...plain, isGone: true };
      const { bodies } = canned;
      const filled = await fillTexts(context, actor, threadId, bodies);
      return { ...plain, text: filled.text, missing: filled.missing };
    }
    case "label":
    case "unlabel":
      return {
        ...plain,
        isGone: !(await isKnown(context, "label", step.labelId)),
      };
    case "transfer":
      return {
        ...plain,
        isGone: !(await isKnown(context, step.to.type, step.to.id)),
      };
    default:
      return plain;
  }
}

const TABLES = {
  label: Prisma.sql`label`,
  queue: Prisma.sql`queue`,
  ring_group: Prisma.sql`ring_group`,
  agent: Prisma.sql`(select id from agent where "disabledAt" is null)`,
};

async function isKnown(
  { db }: Context,
  what: keyof typeof TABLES,
  id: string,
): Promise<boolean> {
  const rows = await db.sql.$queryRaw<{ id: string }[]>(
    Prisma.sql`select x.id from ${TABLES[what]} x where x.id = ${id}::uuid`,
  );
  return rows.length > 0;
}
