"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type {
  LoginPage,
  LoginPages,
  LoginState,
} from "#contract/channels/login.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { ConnectPages } from "#components/settings/channels/facebook/connect-pages.tsx";
import { ContinueWithFacebook } from "#components/settings/channels/facebook/continue-with-facebook.tsx";
import { LeftOut } from "#components/settings/channels/facebook/left-out.tsx";
import { PageRow } from "#components/settings/channels/facebook/page-row.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** With fewer pages, all are in sight. */
const SEARCHED_FROM = 9;

/** The pages of the login: what is missing on each, which are connected, and which to connect. */
export function PagePicker({
  login,
  onEnded,
}: {
  login: NonNullable<LoginState["login"]>;
  /** The login has ended: there is nothing to choose from any more. */
  onEnded: () => void;
}) {
  const t = useTranslations("settings.channels.facebook");
  const settings = useTranslations("settings");
  const words = useErrorWords();
  const pages = useQuery({
    queryKey: liveKey("channel-login", "pages", login.expiresAt),
    queryFn: ({ signal }) =>
      api<LoginPages>("/channels/oauth/pages", { signal }),
    retry: false,
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [sought, setSought] = useState("");
  if (!pages.data) {
    if (!pages.isError)
      return (
        <div role="status" aria-label={settings("loading")}>
          <Skeleton className="h-64 rounded-lg" />
        </div>
      );
    const hasEnded =
      pages.error instanceof ApiError && pages.error.code === "wrong_state";
    return (
      <EmptyState
        title={hasEnded ? t("ended") : settings("failed")}
        text={hasEnded ? undefined : words(pages.error)}
        action={
          <Button onClick={() => (hasEnded ? onEnded() : void pages.refetch())}>
            {settings("retry")}
          </Button>
        }
      />
    );
  }
  const { items, leftOut } = pages.data;
  const shown = items.filter(({ name, pageId }) =>
    `${name} ${pageId}`.toLowerCase().includes(sought.trim().toLowerCase()),
  );
  const possible = shown.filter(isPossible);
  const choose = (wanted: LoginPage[], isChosen: boolean) => {
    const next = new Set(chosen);
    for (const { pageId } of wanted)
      if (isChosen) next.add(pageId);
      else next.delete(pageId);
    setChosen(next);
  };
  return (
    <>
      <LeftOut pages={leftOut} />
      <Card title={t("choose")} hint={t("chooseHint")}>
        {items.length >= SEARCHED_FROM && (
          <SearchInput
            value={sought}
            onChange={setSought}
            label={t("search")}
            className="mb-3"
          />
        )}
        <fieldset>
          <legend className="sr-only">{t("choose")}</legend>
          <div className="divide-y overflow-hidden rounded-lg border">
            <SelectAll
              pages={possible}
              chosen={chosen}
              onChange={(isChosen) => choose(possible, isChosen)}
            />
            {shown.map((page) => (
              <PageRow
                key={page.pageId}
                page={page}
                isChosen={chosen.has(page.pageId)}
                onChange={(isChosen) => choose([page], isChosen)}
              />
            ))}
            {shown.length === 0 && (
              <p className="px-4 py-3 text-sm text-muted-foreground">
                {t("noMatch")}
              </p>
            )}
          </div>
        </fieldset>
        <div className="mt-3 flex flex-wrap items-center justify-between gap-2">
          <p role="status" className="text-sm text-muted-foreground">
            {t("selected", { count: chosen.size })}
          </p>
          <ContinueWithFacebook
            input={{ appId: login.appId, again: true }}
            label={t("signInAgain")}
            variant="outline"
            size="sm"
          />
        </div>
        {items.every((page) => !isPossible(page)) && (
          <Notice tone="warning" className="mt-3">
            {t("errors.no_pages.fix")}
          </Notice>
        )}
      </Card>
      <ConnectPages
        pages={items.filter(({ pageId }) => chosen.has(pageId))}
        onDone={() => {
          setChosen(new Set());
          void pages.refetch();
        }}
        onEnded={onEnded}
      />
    </>
  );
}

function isPossible({ missing }: LoginPage): boolean {
  return missing.length === 0;
}

function SelectAll({
  pages,
  chosen,
  onChange,
}: {
  pages: LoginPage[];
  chosen: ReadonlySet<string>;
  onChange: (isChosen: boolean) => void;
}) {
  const t = useTranslations("settings.channels.facebook");
  const count = pages.filter(({ pageId }) => chosen.has(pageId)).length;
  const isAll = pages.length > 0 && count === pages.length;
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 bg-muted/60 px-4 py-2 text-sm font-medium">
      <input
        type="checkbox"
        checked={isAll}
        disabled={pages.length === 0}
        ref={(input) => {
          if (input) input.indeterminate = count > 0 && !isAll;
        }}
        onChange={({ target }) => onChange(target.checked)}
        className="size-4 shrink-0 accent-(--primary)"
      />
      {t("selectAll")}
    </label>
  );
}
