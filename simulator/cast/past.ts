import { createHash } from "node:crypto";
import { sampleAsset } from "../media/samples.ts";
import { fromAsset } from "../world/attachments.ts";
import type { SimChat, World } from "../world/model.ts";
import { PAGE_INBOX_APP_ID, writePastAsPage } from "../world/page-acts.ts";
import { write } from "../world/person-acts.ts";
import type { Member } from "./member.ts";

/** Writes a member's past into the chat. Message ids come from what is said,
 *  so a second start of a demo sends the same messages and not new ones. */
export async function writePast(
  world: World,
  chat: SimChat,
  member: Member,
): Promise<void> {
  const now = Date.now();
  for (const [index, line] of member.past.entries()) {
    const asset = line.photo ? await sampleAsset(world, line.photo) : null;
    const attachment = asset ? fromAsset(world, asset.id) : null;
    const given = {
      mid: stableMid(`${member.id}:${index}`),
      at: now - line.minutesAgo * 60_000,
      text: line.text,
      attachments: attachment ? [attachment] : [],
    };
    if (line.by === "them") write(world, chat, given);
    else
      await writePastAsPage(world, chat, {
        ...given,
        appId: PAGE_INBOX_APP_ID,
      });
  }
}

function stableMid(seed: string): string {
  return `m_${createHash("sha512").update(seed).digest("base64url")}`;
}
