"use client";

import { useQueryClient } from "@tanstack/react-query";
import { FileUp, Upload } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Suspense, useEffect, useState } from "react";
import {
  isUnderWay,
  type DataImport,
  type ImportKind,
} from "#contract/imports/import.ts";
import { mayDo } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { BackLink } from "#components/navigation/back-link.tsx";
import { lazily } from "#components/page/lazily.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { ImportList } from "./import-list.tsx";

const ImportDialog = lazily(() => import("./import-dialog.tsx"));

const PAGE = 20;
const LOOK_EVERY_MS = 1_000;

/** The import that the dialog shows; null: a new file. */
type Shown = { id: string | null };

/** The imports of a kind, and the dialog of one. `?new` in the address opens the dialog at once. */
export function ImportsPage({ kind }: { kind: ImportKind }) {
  const t = useTranslations("imports");
  const words = useErrorWords();
  const { role, seenBy } = useMe();
  const client = useQueryClient();
  const wantsNew = useSearchParams().has("new");
  const mayImport = mayDo(role, ACTIONS[kind]);
  const mayChange = mayImport && seenBy === null;
  const [shown, setShown] = useState<Shown | null>(
    wantsNew && mayChange ? { id: null } : null,
  );
  const list = usePages<DataImport>({
    queryKey: liveKey("imports", kind),
    path: `/${kind}/imports`,
    query: { limit: PAGE },
  });
  const { data: imports, error, refetch } = list;
  const isMoving = imports?.some(({ state }) => isUnderWay(state)) ?? false;
  useEffect(() => {
    if (!isMoving) return undefined;
    const timer = setInterval(() => void refetch(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isMoving, refetch]);
  // Lists of customers and leads are fetched again when a page of them opens.
  const changed = () =>
    void client.invalidateQueries({ queryKey: liveKey("imports", kind) });
  const newImport = mayChange && (
    <Button variant="primary" onClick={() => setShown({ id: null })}>
      <Upload aria-hidden />
      {t("list.new")}
    </Button>
  );
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-4xl px-4 py-6 md:px-8 md:py-8">
        <BackLink href={`/${kind}`}>{t(`list.back.${kind}`)}</BackLink>
        <div className="mt-2 mb-4 flex flex-wrap items-center justify-between gap-2">
          <h1 className="text-xl font-semibold">{t(`list.title.${kind}`)}</h1>
          {imports && imports.length > 0 && newImport}
        </div>
        {error ? (
          <EmptyState title={t("list.failed")} text={words(error)} />
        ) : !imports ? (
          <Skeleton className="h-40 rounded-lg" />
        ) : imports.length === 0 ? (
          <EmptyState
            icon={<FileUp />}
            title={t("list.empty")}
            text={t("list.emptyHint")}
            action={newImport}
          />
        ) : (
          <>
            <ImportList
              imports={imports}
              mayChange={mayChange}
              onOpen={(id) => setShown({ id })}
              onChanged={changed}
            />
            <MoreButton list={list}>{t("list.more")}</MoreButton>
          </>
        )}
        {shown && (
          <Suspense>
            <ImportDialog
              key={shown.id}
              kind={kind}
              importId={shown.id}
              onClose={() => {
                setShown(null);
                changed();
              }}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}

const ACTIONS = {
  customers: "customers.import",
  leads: "leads.import",
} as const;
