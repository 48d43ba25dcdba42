import { isStaff } from "#contract/people/roles.ts";
import type { Agent } from "#contract/people/agent.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { openPicture, type Avatar } from "#server/domain/customers/avatar.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import { shrinkPortrait } from "#server/domain/files/pictures.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { readAgent } from "./agents.ts";
import { lockAgent } from "./lock-agent.ts";

/** The largest photo that is taken: what a phone's camera makes. */
export const MAX_PHOTO_BYTES = 15 * 1024 * 1024;
/** The largest size at which a photo is shown, doubled for sharp screens. */
const PIXELS = 256;

/**
 * Keeps the photo as a small square, without where and when it was taken.
 * `receive` brings the file.
 * @throws AppError forbidden (reviewers), invalid_input (empty),
 *   file_type_refused (not a picture, or broken), storage_full; and the errors
 *   of `receive`
 */
export async function setPhoto(
  context: Context,
  doer: AuditActor,
  receive: () => Promise<FilePart>,
): Promise<Agent> {
  requireAction(doer, "account.photo");
  const part = await receive();
  try {
    if (part.size === 0) throw invalidInput("file", "The file is empty.");
    const bytes = await shrinkPortrait(part.path, PIXELS);
    if (bytes === null)
      throw new AppError("file_type_refused", { reason: "image" });
    const key = newFileKey();
    await context.files.put(key, bytes);
    return await replacePhoto(context, doer, key);
  } finally {
    await part.discard();
  }
}

/** Shows the initials again. Safe to repeat. @throws AppError forbidden (reviewers) */
export async function removePhoto(
  context: Context,
  doer: AuditActor,
): Promise<void> {
  requireAction(doer, "account.photo");
  await replacePhoto(context, doer, null);
}

/** An agent's photo, for teammates. @throws AppError not_found (also when there is none), file_gone */
export async function openPhoto(
  context: Context,
  actor: Actor,
  agentId: string,
): Promise<Avatar> {
  if (!isStaff(actor.role) && agentId !== actor.agentId)
    throw new AppError("not_found", { agentId });
  const row = await context.db.prisma.agent.findUnique({
    where: { id: agentId },
    select: { photoKey: true },
  });
  if (!row?.photoKey) throw new AppError("not_found", { agentId });
  return openPicture(context, row.photoKey);
}

async function replacePhoto(
  context: Context,
  doer: AuditActor,
  photoKey: string | null,
): Promise<Agent> {
  const agentId = doer.agentId ?? "";
  const { agent, old } = await inPrismaTransaction(context.db, async (tx) => {
    await lockAgent(tx, agentId);
    const where = { id: agentId };
    const before = await tx.agent.findUniqueOrThrow({
      where,
      select: { photoKey: true },
    });
    if (before.photoKey !== photoKey) {
      await tx.agent.update({
        where,
        data: { photoKey },
        select: { id: true },
      });
      await writeAudit(
        tx,
        doer,
        "agent.updated",
        { type: "agent", id: agentId },
        { photo: photoKey !== null },
      );
    }
    return { agent: await readAgent(tx, agentId), old: before.photoKey };
  });
  // After the commit: until then somebody may be shown the old one.
  if (old !== null && old !== photoKey) await context.files.remove(old);
  return agent;
}
