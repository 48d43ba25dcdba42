import type { Attachment } from "#contract/threads/message.ts";

/** Whether the file is a PDF that can be opened. */
export function isPdf({
  type,
  mimeType,
  url,
}: Pick<Attachment, "type" | "mimeType" | "url">): boolean {
  return type === "file" && mimeType === "application/pdf" && url !== null;
}

/** The files of a message that the viewer shows: its pictures and PDFs. */
export function viewableIn(attachments: readonly Attachment[]): Attachment[] {
  return attachments.filter((file) => file.type === "image" || isPdf(file));
}
