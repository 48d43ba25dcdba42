"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Images } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import {
  FILE_KINDS,
  type CustomerFile,
  type FileKind,
} from "#contract/threads/customer-file.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { lazily } from "#components/page/lazily.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { monthText } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { FileLine } from "./file-line.tsx";
import { byMonth, isPicture } from "./by-month.ts";
import { PictureTile } from "./picture-tile.tsx";

const ImageViewer = lazily(
  () => import("#components/inbox/attachments/image-viewer.tsx"),
);

const PAGE = 60;
/** The next page is fetched when the viewer is so near to the last picture. */
const AHEAD = 3;
const ALL = "all";

/** The files of a customer over all conversations: pictures as a grid, others as lists, by month. */
export function CustomerMedia({ customerId }: { customerId: string }) {
  const t = useTranslations("customerFiles");
  const [kind, setKind] = useState<FileKind | typeof ALL>(ALL);
  return (
    <>
      <h2 className="sr-only">{t("title")}</h2>
      <Segmented
        value={kind}
        onValueChange={setKind}
        label={t("kind")}
        className="mb-4 max-w-md"
        options={[ALL, ...FILE_KINDS].map((value) => ({
          value: value as FileKind | typeof ALL,
          label: t(`kinds.${value as FileKind | typeof ALL}`),
        }))}
      />
      <Files
        key={kind}
        customerId={customerId}
        kind={kind === ALL ? undefined : kind}
      />
    </>
  );
}

function Files({
  customerId,
  kind,
}: {
  customerId: string;
  kind: FileKind | undefined;
}) {
  const t = useTranslations("customerFiles");
  const common = useTranslations("customers");
  const words = useErrorWords();
  const { data, error, isPending, refetch, ...more } = useInfiniteQuery({
    queryKey: liveKey("customer-files", customerId, kind),
    queryFn: ({ pageParam, signal }) =>
      api<Page<CustomerFile>>(`/customers/${customerId}/files`, {
        query: { kind, limit: PAGE, cursor: pageParam },
        signal,
      }),
    // Messages arrive without an event for this list.
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  if (error)
    return (
      <EmptyState
        title={t("failed")}
        text={words(error)}
        action={
          <Button onClick={() => void refetch()}>{common("retry")}</Button>
        }
      />
    );
  if (isPending) return <Skeleton className="h-64 rounded-lg" />;
  const files = data.pages.flatMap((page) => page.items);
  if (files.length === 0)
    return (
      <EmptyState
        icon={<Images />}
        title={t(kind ? "noneOfKind" : "none")}
        text={kind ? undefined : t("noneHint")}
      />
    );
  const fetchMore = () => {
    if (more.hasNextPage && !more.isFetchingNextPage) void more.fetchNextPage();
  };
  return (
    <>
      <Months files={files} onNearEnd={fetchMore} />
      {more.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button busy={more.isFetchingNextPage} onClick={fetchMore}>
            {common("more")}
          </Button>
        </div>
      )}
    </>
  );
}

function Months({
  files,
  onNearEnd,
}: {
  files: CustomerFile[];
  onNearEnd: () => void;
}) {
  const t = useTranslations("customerFiles");
  const locale = useLocale();
  const openThread = useOpenThread();
  const pictures = files.filter(isPicture);
  // By its id: pages that come while the viewer is open move no index before them, but a refetch may.
  const [openId, setOpenId] = useState<string | null>(null);
  const openAt = pictures.findIndex(({ attachment: { id } }) => id === openId);
  const show = ({ threadId, messageId }: CustomerFile) =>
    openThread(threadId, { messageId });
  return (
    <>
      {byMonth(files).map(({ month, at, pictures, others }) => (
        <section key={month} aria-label={monthText(locale, at)}>
          <h3 className="mt-5 mb-2 text-xs font-medium text-muted-foreground">
            {monthText(locale, at)}
          </h3>
          {pictures.length > 0 && (
            <ul className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-1.5">
              {pictures.map((file) => (
                <li key={file.attachment.id}>
                  <PictureTile
                    file={file}
                    onOpen={() => setOpenId(file.attachment.id)}
                  />
                </li>
              ))}
            </ul>
          )}
          {others.length > 0 && (
            <ul className="mt-2 divide-y rounded-lg border bg-card">
              {others.map((file) => (
                <FileLine
                  key={file.attachment.id}
                  file={file}
                  onShow={() => show(file)}
                />
              ))}
            </ul>
          )}
        </section>
      ))}
      {openAt !== -1 && (
        <Suspense>
          <ImageViewer
            images={pictures.map(({ attachment }) => attachment)}
            startAt={openAt}
            titleOf={(number, count) => t("position", { number, count })}
            onMove={(at) => at >= pictures.length - AHEAD && onNearEnd()}
            onShow={(at) => {
              const file = pictures[at];
              if (file) show(file);
            }}
            onClose={() => setOpenId(null)}
          />
        </Suspense>
      )}
    </>
  );
}
