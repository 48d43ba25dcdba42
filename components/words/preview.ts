import type { Message } from "#contract/threads/message.ts";

/** The last message as a list's row shows it; the caller supplies the words. */
export type Preview =
  | { kind: "text"; text: string }
  | {
      kind: "attachment";
      type: Message["attachments"][number]["type"];
      count: number;
    }
  | { kind: "unsent" }
  | { kind: "none" };

export function previewOf(message: Message | null): Preview {
  if (!message) return { kind: "none" };
  if (message.deletedAt) return { kind: "unsent" };
  if (message.text) return { kind: "text", text: message.text };
  const [first] = message.attachments;
  return first
    ? {
        kind: "attachment",
        type: first.type,
        count: message.attachments.length,
      }
    : { kind: "none" };
}
