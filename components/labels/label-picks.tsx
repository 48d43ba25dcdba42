"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { isSupervising } from "#contract/people/roles.ts";
import { includesFolded, isSameFolded } from "#contract/text/fold.ts";
import type { Label, LabelRecord } from "#contract/customers/label.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";
import {
  useAssignLabel,
  type LabelTarget,
} from "#components/labels/use-assign-label.ts";
import { api } from "#components/live/transport/api.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useLabels } from "#components/live/queries/use-directory.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { toast } from "#components/page/toast.ts";
import { cn } from "#components/ui/class-names.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/**
 * The labels that are offered to the agent, and those that are there, each with
 * a tick that counts at once. A supervisor makes the missing one here.
 */
export function LabelPicks({
  of,
  labels: worn,
  className,
  onPress,
}: {
  of: LabelTarget;
  labels: readonly Label[];
  /** The list's height. */
  className?: string;
  /** A press, and the promise that the server has answered it: whether it counts. */
  onPress?: (
    change: { id: string; on: boolean },
    answered: Promise<boolean>,
  ) => void;
}) {
  const t = useTranslations("labels");
  const words = useErrorWords();
  const wear = useAssignLabel(of);
  const refresh = useRefresh("labels");
  const supervises = isSupervising(useMe().role);
  const labels = useLabels().data;
  const [search, setSearch] = useState("");
  /** Presses that the server has not answered yet. */
  const [pressed, setPressed] = useState<Record<string, boolean>>({});
  const wanted = search.trim();
  const isWorn = (id: string) => worn.some((each) => each.id === id);
  const shown = (labels ?? []).filter(
    ({ id, name, offered }) =>
      (offered || isWorn(id)) && includesFolded(name, wanted),
  );
  const isNew =
    wanted !== "" && !labels?.some(({ name }) => isSameFolded(name, wanted));

  const toggle = (id: string, on: boolean) => {
    const answered = put(id, on);
    onPress?.({ id, on }, answered);
    return answered;
  };
  const put = async (id: string, on: boolean) => {
    setPressed((held) => ({ ...held, [id]: on }));
    try {
      await wear(id, on);
      return true;
    } catch (error) {
      toast.error(words(error));
      return false;
    } finally {
      setPressed(({ [id]: _done, ...rest }) => rest);
    }
  };
  const create = async () => {
    try {
      const { id } = await api<LabelRecord>("/labels", {
        method: "POST",
        body: { name: wanted },
      });
      setSearch("");
      await Promise.all([refresh(), toggle(id, true)]);
    } catch (error) {
      toast.error(words(error));
    }
  };
  return (
    <>
      <SearchInput
        value={search}
        onChange={setSearch}
        onEnter={() => {
          const [first] = shown;
          if (first && wanted !== "") void toggle(first.id, !isWorn(first.id));
          else if (isNew && supervises) void create();
        }}
        maxLength={40}
        label={t("search")}
        className="mb-2"
      />
      <ul
        className={cn("h-64 overflow-y-auto rounded-md border p-1", className)}
      >
        {shown.map(({ id, name, color, description }) => (
          <li key={id}>
            <label className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-sm hover:bg-accent has-focus-visible:bg-accent touch:py-2.5">
              <input
                type="checkbox"
                aria-label={name}
                checked={pressed[id] ?? isWorn(id)}
                onChange={({ target }) => void toggle(id, target.checked)}
                className="size-4 shrink-0 accent-(--primary)"
              />
              <LabelDot color={color} />
              <span className="min-w-0 flex-1">
                <span className="bidi block truncate font-medium">{name}</span>
                {description && (
                  <span className="bidi block truncate text-xs text-muted-foreground">
                    {description}
                  </span>
                )}
              </span>
            </label>
          </li>
        ))}
        {isNew && supervises && (
          <li>
            <Button
              variant="ghost"
              className="w-full justify-start"
              onClick={() => void create()}
            >
              <Plus />
              <span className="truncate">{t("create", { name: wanted })}</span>
            </Button>
          </li>
        )}
        {labels && shown.length === 0 && !(isNew && supervises) && (
          <li className="px-2 py-3 text-sm text-muted-foreground">
            {wanted === ""
              ? t(supervises ? "noneYetSupervisor" : "noneYet")
              : t("nothingFound")}
          </li>
        )}
      </ul>
    </>
  );
}
