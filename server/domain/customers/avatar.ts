import { fileTypeFromBuffer } from "file-type";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { seeCustomer } from "#server/domain/customers/see-customer.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

export type Avatar = { bytes: Uint8Array; mimeType: string; etag: string };

const PICTURES = /^image\/(jpeg|png|gif|webp)$/;

/**
 * The customer's picture as it is kept; it is small, so it comes in one piece.
 * @throws AppError not_found, also when there is none or the actor may not see
 * it; file_gone
 */
export async function openAvatar(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<Avatar> {
  const { prisma } = context.db;
  const id = await seeCustomer(prisma, actor, customerId);
  const row = await prisma.customer.findUnique({
    where: { id },
    select: { avatarKey: true },
  });
  if (!row?.avatarKey) throw new AppError("not_found", { customerId });
  return openPicture(context, row.avatarKey);
}

/** A kept picture, whose type its bytes show. @throws AppError not_found (no picture), file_gone */
export async function openPicture(
  context: Context,
  key: string,
): Promise<Avatar> {
  const bytes = await context.files.get(key);
  const mimeType = (await fileTypeFromBuffer(bytes))?.mime ?? "";
  if (!PICTURES.test(mimeType)) throw new AppError("not_found", {});
  return { bytes, mimeType, etag: sha256Hex(key).slice(0, 32) };
}
