"use client";

import { Images } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import {
  FILE_KINDS,
  type CustomerFile,
  type FileKind,
} from "#contract/threads/customer-file.ts";
import { PagedList } from "#components/customers/paged-list.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { lazily } from "#components/page/lazily.ts";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { monthText } from "#components/words/times.ts";
import { FileLine } from "./file-line.tsx";
import { byMonth, isShown } from "./by-month.ts";
import { PictureTile } from "./picture-tile.tsx";

const FileViewer = lazily(
  () => import("#components/inbox/attachments/file-viewer.tsx"),
);

const PAGE = 60;
/** The next page is fetched when the viewer is so near to the last of its files. */
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
  const list = usePages<CustomerFile>({
    queryKey: liveKey("customer-files", customerId, kind),
    path: `/customers/${customerId}/files`,
    query: { kind, limit: PAGE },
    // Messages arrive without an event for this list.
    staleTime: 0,
  });
  const fetchMore = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  return (
    <PagedList
      list={list}
      failed={t("failed")}
      empty={
        <EmptyState
          icon={<Images />}
          title={t(kind ? "noneOfKind" : "none")}
          text={kind ? undefined : t("noneHint")}
        />
      }
    >
      {(files) => <Months files={files} onNearEnd={fetchMore} />}
    </PagedList>
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
  const shown = files.filter(isShown);
  // By its id: pages that come while the viewer is open move no index before them, but a refetch may.
  const [openId, setOpenId] = useState<string | null>(null);
  const openAt = shown.findIndex(({ attachment: { id } }) => id === openId);
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
                  onOpen={
                    isShown(file)
                      ? () => setOpenId(file.attachment.id)
                      : undefined
                  }
                  onShow={() => show(file)}
                />
              ))}
            </ul>
          )}
        </section>
      ))}
      {openAt !== -1 && (
        <Suspense>
          <FileViewer
            files={shown.map(({ attachment }) => attachment)}
            startAt={openAt}
            titleOf={(number, count) => t("position", { number, count })}
            onMove={(at) => at >= shown.length - AHEAD && onNearEnd()}
            onShow={(at) => {
              const file = shown[at];
              if (file) show(file);
            }}
            onClose={() => setOpenId(null)}
          />
        </Suspense>
      )}
    </>
  );
}
