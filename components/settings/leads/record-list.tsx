"use client";

import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { UseFormRegisterReturn } from "react-hook-form";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { ListStates } from "#components/settings/list-states.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_NAME = 120;

export type RecordDialogProps<Item> = {
  /** Null: a new one. */
  item: Item | null;
  onClose: () => void;
  onSaved: () => void;
};

/** A card with the records of one kind, which are added, edited and deleted here. */
export function RecordList<Item extends { id: string }>({
  kind,
  title,
  hint,
  addLabel,
  deleteHint,
  query,
  nameOf,
  refusal,
  row,
  dialog,
}: {
  /** The resource, and the key of its query. */
  kind: "lead-sources" | "lead-statuses";
  title: string;
  hint: string;
  addLabel: string;
  deleteHint: string;
  query: UseQueryResult<Item[]>;
  nameOf: (item: Item) => string;
  /** The text for a refused change; null: the usual one. */
  refusal?: (error: unknown) => string | null;
  /** Draws the line of an item, before its buttons. `change` saves a part of the item, and says so. */
  row: (
    item: Item,
    at: number,
    items: readonly Item[],
    change: (patch: object) => void,
  ) => ReactNode;
  dialog: (props: RecordDialogProps<Item>) => ReactNode;
}) {
  const common = useTranslations("common");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const [editing, setEditing] = useState<Item | "new" | null>(null);
  const [leaving, setLeaving] = useState<Item | null>(null);
  const refresh = () =>
    queryClient.invalidateQueries({ queryKey: liveKey(kind) });
  const send = async ({ id }: Item, method: "PATCH" | "DELETE", body = {}) => {
    try {
      await api(
        `/${kind}/${id}`,
        method === "PATCH" ? { method, body } : { method },
      );
      await refresh();
    } catch (error) {
      toast.error(refusal?.(error) ?? words(error));
    }
  };
  return (
    <Card title={title} hint={hint}>
      <ListStates query={query} empty={null}>
        {(items) => (
          <ol aria-label={title} className="divide-y">
            {items.map((item, at) => (
              <li key={item.id} className="flex items-center gap-2 py-1.5">
                {row(
                  item,
                  at,
                  items,
                  (patch) => void send(item, "PATCH", patch),
                )}
                <IconButton
                  size="icon-sm"
                  label={common("editWhat", { what: nameOf(item) })}
                  onClick={() => setEditing(item)}
                >
                  <Pencil />
                </IconButton>
                <IconButton
                  size="icon-sm"
                  label={common("deleteWhat", { what: nameOf(item) })}
                  onClick={() => setLeaving(item)}
                >
                  <Trash2 />
                </IconButton>
              </li>
            ))}
          </ol>
        )}
      </ListStates>
      <Button className="mt-3" onClick={() => setEditing("new")}>
        <Plus />
        {addLabel}
      </Button>
      {editing !== null &&
        dialog({
          item: editing === "new" ? null : editing,
          onClose: () => setEditing(null),
          onSaved: () => {
            setEditing(null);
            void refresh();
            toast.success(common("saved"));
          },
        })}
      {leaving && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setLeaving(null)}
          title={common("deleteTitle", { what: nameOf(leaving) })}
          description={deleteHint}
          action={common("delete")}
          onConfirm={() => send(leaving, "DELETE")}
        />
      )}
    </Card>
  );
}

/** The name of a record in its dialog. */
export function RecordName({
  registered,
  error,
}: {
  registered: UseFormRegisterReturn;
  error: string | undefined;
}) {
  const t = useTranslations("settings.leads");
  return (
    <Field label={t("name")} error={error}>
      {(control) => (
        <Input
          {...control}
          {...registered}
          maxLength={MAX_NAME}
          autoComplete="off"
        />
      )}
    </Field>
  );
}
