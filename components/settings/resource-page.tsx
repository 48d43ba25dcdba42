"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { Copy, Pencil, Plus, Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useGo } from "#components/navigation/use-go.ts";
import { toast } from "#components/page/toast.ts";
import { api } from "#components/live/transport/api.ts";
import { ListStates } from "#components/settings/list-states.tsx";
import { FoundRows, ListSearch } from "#components/settings/list-search.tsx";
import { Row, RowList, SettingsPage } from "#components/settings/section.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Noun =
  | "queues"
  | "ring-groups"
  | "departments"
  | "holiday-calendars"
  | "labels"
  | "canned-replies"
  | "macros"
  | "customer-fields"
  | "customer-stages"
  | "note-categories"
  | "team-chats";
type Words =
  | Exclude<
      Noun,
      | "holiday-calendars"
      | "canned-replies"
      | "customer-fields"
      | "customer-stages"
      | "note-categories"
      | "team-chats"
    >
  | "holidays"
  | "cannedReplies"
  | "customerFields"
  | "customerStages"
  | "noteCategories"
  | "teamChats";

/**
 * The common page of queues, ring groups, departments, holidays, labels, canned replies, macros, customer fields, customer stages, note categories and team chats: a list, a dialog
 * to create or change one, and deletion.
 */
export function ResourcePage<Item extends { id: string; name?: string }>({
  noun,
  words: wordsOf = noun as Words,
  query,
  icon,
  nameOf = ({ name }) => name ?? "",
  textOf = nameOf,
  isByName = false,
  mayChange = () => true,
  detailOf,
  badgesOf,
  iconOf,
  deletingOf,
  refusalOf,
  hrefOf,
  mayAddAndDelete = true,
  mayDuplicate = false,
  moreActionsOf,
  pageActions,
  renderDialog,
}: {
  /** Noun in the API's path. */
  noun: Noun;
  /** Message key of its texts; omitted: the noun. */
  words?: Words;
  query: UseQueryResult<Item[]>;
  icon: ReactNode;
  /** Omitted: its `name`. */
  nameOf?: (item: Item) => string;
  /** Sorted by name, “Label 2” before “Label 10”; else in the order of the query. */
  isByName?: boolean;
  /** Text in which a search looks; omitted: the name. */
  textOf?: (item: Item) => string;
  /** Whether the agent may change and delete this one. */
  mayChange?: (item: Item) => boolean;
  detailOf: (item: Item) => ReactNode;
  badgesOf?: (item: Item) => ReactNode;
  /** Icon before the name. */
  iconOf?: (item: Item) => ReactNode;
  /** Consequences of deletion; omitted: the text "deleteText". */
  deletingOf?: (item: Item) => ReactNode;
  /** Why a deletion was refused, where there is more to say than the usual words; else null. */
  refusalOf?: (error: unknown) => string | null;
  /** Link to the item's own page; omitted: the dialog changes the item. */
  hrefOf?: (item: Item) => string;
  /** False: existing items can only be changed. */
  mayAddAndDelete?: boolean;
  /** Whether each has a button that opens the dialog for another one like it. */
  mayDuplicate?: boolean;
  /** Buttons before those to change and delete it. */
  moreActionsOf?: (item: Item) => ReactNode;
  /** Buttons beside the one that adds an item. */
  pageActions?: ReactNode;
  renderDialog: (dialog: {
    item: Item | null;
    /** The new one begins as a copy of this one. */
    copyOf: Item | null;
    onClose: () => void;
    onSaved: () => void;
  }) => ReactNode;
}) {
  const t = useTranslations(`settings.${wordsOf}`);
  const common = useTranslations("common");
  const locale = useLocale();
  const words = useErrorWords();
  const go = useGo();
  const refresh = useRefresh(noun);
  const [editing, setEditing] = useState<Item | "new" | null>(null);
  const [copyOf, setCopyOf] = useState<Item | null>(null);
  const close = () => {
    setEditing(null);
    setCopyOf(null);
  };
  const [leaving, setLeaving] = useState<Item | null>(null);
  const [search, setSearch] = useState("");
  const add = mayAddAndDelete && (
    <div className="flex flex-wrap justify-center gap-2">
      {pageActions}
      <Button variant="primary" onClick={() => setEditing("new")}>
        <Plus />
        {t("add")}
      </Button>
    </div>
  );
  const remove = async ({ id }: Item) => {
    try {
      await api(`/${noun}/${id}`, { method: "DELETE" });
      await refresh();
    } catch (error) {
      toast.error(refusalOf?.(error) ?? words(error));
    }
  };
  return (
    <SettingsPage
      title={t("title")}
      hint={t("hint")}
      action={query.data?.length ? add : undefined}
    >
      <ListStates
        query={query}
        empty={
          <EmptyState
            icon={icon}
            title={t("empty")}
            text={t("emptyHint")}
            action={add}
          />
        }
      >
        {(all) => (
          <>
            <ListSearch
              count={all.length}
              value={search}
              onChange={setSearch}
            />
            <FoundRows
              items={isByName ? byName(all, nameOf, locale) : all}
              textOf={textOf}
              search={search}
              onClear={() => setSearch("")}
            >
              {(items) => (
                <RowList label={t("title")}>
                  {items.map((item) => (
                    <Row
                      key={item.id}
                      title={
                        hrefOf ? (
                          <PageLink
                            href={hrefOf(item)}
                            className="hover:underline"
                          >
                            {nameOf(item)}
                          </PageLink>
                        ) : (
                          nameOf(item)
                        )
                      }
                      icon={iconOf?.(item)}
                      badges={badgesOf?.(item)}
                      detail={detailOf(item)}
                      actions={
                        <>
                          {mayChange(item) && moreActionsOf?.(item)}
                          {mayDuplicate && (
                            <IconButton
                              label={common("duplicateWhat", {
                                what: nameOf(item),
                              })}
                              onClick={() => {
                                setCopyOf(item);
                                setEditing("new");
                              }}
                            >
                              <Copy />
                            </IconButton>
                          )}
                          {mayChange(item) && (
                            <>
                              <IconButton
                                label={common("editWhat", {
                                  what: nameOf(item),
                                })}
                                onClick={() =>
                                  hrefOf ? go(hrefOf(item)) : setEditing(item)
                                }
                              >
                                <Pencil />
                              </IconButton>
                              {mayAddAndDelete && (
                                <IconButton
                                  label={common("deleteWhat", {
                                    what: nameOf(item),
                                  })}
                                  onClick={() => setLeaving(item)}
                                >
                                  <Trash2 />
                                </IconButton>
                              )}
                            </>
                          )}
                        </>
                      }
                    />
                  ))}
                </RowList>
              )}
            </FoundRows>
          </>
        )}
      </ListStates>
      {editing !== null &&
        renderDialog({
          item: editing === "new" ? null : editing,
          copyOf,
          onClose: close,
          onSaved: () => {
            close();
            void refresh();
            toast.success(common("saved"));
          },
        })}
      {leaving && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setLeaving(null)}
          title={common("deleteTitle", { what: nameOf(leaving) })}
          description={deletingOf?.(leaving) ?? t("deleteText")}
          action={common("delete")}
          onConfirm={() => remove(leaving)}
        />
      )}
    </SettingsPage>
  );
}

function byName<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  locale: string,
): Item[] {
  const order = new Intl.Collator(locale, { numeric: true });
  return items.toSorted((a, b) => order.compare(nameOf(a), nameOf(b)));
}
