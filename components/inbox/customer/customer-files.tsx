"use client";

import { FileText } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { mayDo } from "#contract/people/policy.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useOpenThread } from "#components/navigation/selection.ts";
import {
  isSameList,
  useInbox,
  useMe,
} from "#components/live/stores/live-context.ts";
import { fileSize } from "#components/words/times.ts";

const MAX_SHOWN = 12;

type Found = { file: Attachment; messageId: string };

/** Photos and files of the loaded messages, newest first; each links to its message. `customerId`: with a link to all files. */
export default function CustomerFiles({
  threadId,
  customerId,
}: {
  threadId: string;
  customerId?: string;
}) {
  const t = useTranslations("customer");
  const all = useTranslations("customerFiles");
  const { role } = useMe();
  const thread = useTranslations("thread");
  const locale = useLocale();
  const openThread = useOpenThread();
  const messages = useInbox(
    useCallback(
      (state: InboxState) =>
        (state.rooms[threadId]?.messages ?? []).filter(
          ({ attachments, deletedAt }) =>
            attachments.length > 0 && deletedAt === null,
        ),
      [threadId],
    ),
    isSameList,
  );
  const found: Found[] = messages
    .flatMap(({ id, attachments }) =>
      attachments.map((file) => ({ file, messageId: id })),
    )
    .filter(({ file }) => file.url !== null && file.type !== "sticker")
    .reverse()
    .slice(0, MAX_SHOWN);
  const hasLink = customerId !== undefined && mayDo(role, "customers.list");
  if (found.length === 0 && !hasLink) return null;
  const pictures = found.filter(({ file }) => file.type === "image");
  const others = found.filter(({ file }) => file.type !== "image");
  return (
    <section className="mt-6">
      <div className="mb-2 flex items-baseline justify-between gap-2">
        <h3 className="text-xs font-medium text-muted-foreground">
          {t("files")}
        </h3>
        {hasLink && (
          <PageLink
            href={`/customers/${customerId}?show=files`}
            prefetch={false}
            className="text-xs text-primary hover:underline"
          >
            {all("all")}
          </PageLink>
        )}
      </div>
      {pictures.length > 0 && (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(4.75rem,1fr))] gap-1.5">
          {pictures.map(({ file, messageId }) => (
            <li key={file.id}>
              <button
                type="button"
                onClick={() => openThread(threadId, { messageId })}
                className="block aspect-square w-full max-w-28 overflow-hidden rounded-md bg-muted"
              >
                <img
                  src={file.url ?? ""}
                  alt={file.name ?? thread("image")}
                  loading="lazy"
                  decoding="async"
                  className="size-full object-cover"
                />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul className="mt-1.5">
        {others.map(({ file, messageId }) => (
          <li key={file.id}>
            <button
              type="button"
              onClick={() => openThread(threadId, { messageId })}
              className="-mx-1.5 flex w-[calc(100%+0.75rem)] items-center gap-2 rounded-md px-1.5 py-1.5 text-start text-sm hover:bg-accent"
            >
              <FileText aria-hidden className="size-4 shrink-0 text-subtle" />
              <span className="min-w-0 flex-1 truncate">
                {file.name ?? thread(`kinds.${file.type}`)}
              </span>
              {file.size !== null && (
                <span className="text-xs text-muted-foreground">
                  {fileSize(locale, file.size)}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
