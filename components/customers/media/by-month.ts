import type { CustomerFile } from "#contract/threads/customer-file.ts";
import { isPdf } from "#components/inbox/attachments/viewable.ts";

export type Month = {
  /** Distinguishes the months. */
  month: string;
  /** A time in it. */
  at: string;
  pictures: CustomerFile[];
  others: CustomerFile[];
};

/** Whether the viewer shows it: a photo, a video or a PDF. */
export function isShown(file: CustomerFile): boolean {
  return isPicture(file) || isPdf(file.attachment);
}

function isPicture({ attachment: { type } }: CustomerFile): boolean {
  return type === "image" || type === "video";
}

/** Groups files, newest first, by the month in the reader's time zone. Pure. */
export function byMonth(files: CustomerFile[]): Month[] {
  const months = new Map<string, Month>();
  for (const file of files) {
    const date = new Date(file.at);
    const month = `${date.getFullYear()}-${date.getMonth()}`;
    const found = months.get(month) ?? {
      month,
      at: file.at,
      pictures: [],
      others: [],
    };
    months.set(month, found);
    (isPicture(file) ? found.pictures : found.others).push(file);
  }
  return [...months.values()];
}
