"use client";

import { Bookmark, BookmarkPlus, Clock, Trash2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { isTeammate } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  useSearchActions,
  useSearches,
} from "#components/live/queries/use-searches.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import {
  asksForMessages,
  type SearchAsView,
} from "#components/inbox/list/typed-search.ts";
import { useReadSearch } from "#components/inbox/list/use-read-search.ts";
import { walkChoices } from "#components/inbox/list/walk-choices.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Saved and recent searches below the empty field. The arrow keys go through them. */
export default function KeptSearches({
  onChoose,
  onSaveAsView,
}: {
  onChoose: (q: string) => void;
  onSaveAsView: (search: SearchAsView) => void;
}) {
  const t = useTranslations("searches");
  const { role } = useMe();
  const words = useErrorWords();
  const { recent, saved } = useSearches();
  const read = useReadSearch();
  const { forget, forgetAll, remove } = useSearchActions();
  const run = (act: Promise<void>) =>
    void act.catch((error: unknown) => toast.error(words(error)));
  if (recent.length === 0 && saved.length === 0) return null;
  return (
    <div
      role="group"
      aria-label={t("label")}
      onKeyDown={walkChoices}
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-80 overflow-y-auto rounded-md border bg-popover py-1 text-sm shadow-float"
    >
      {saved.length > 0 && (
        <Part title={t("saved")}>
          {saved
            .map(({ name, q }) => ({ name, q, asked: read(q) }))
            .map(({ name, q, asked }) => (
              <Row
                key={name}
                icon={<Bookmark aria-hidden />}
                name={name}
                detail={name === q ? undefined : q}
                onChoose={() => onChoose(q)}
                act={
                  isTeammate(role) &&
                  asked.q !== "" &&
                  !asksForMessages(asked) && (
                    <IconButton
                      label={t("asView", { name })}
                      size="icon-sm"
                      onClick={() =>
                        onSaveAsView({
                          name,
                          q: asked.q,
                          channel: asked.channel,
                        })
                      }
                    >
                      <BookmarkPlus />
                    </IconButton>
                  )
                }
                deleteLabel={t("remove", { name })}
                onDelete={() => run(remove(name))}
              />
            ))}
        </Part>
      )}
      {recent.length > 0 && (
        <Part title={t("recent")}>
          {recent.map((q) => (
            <Row
              key={q}
              icon={<Clock aria-hidden />}
              name={q}
              onChoose={() => onChoose(q)}
              deleteLabel={t("remove", { name: q })}
              onDelete={() => run(forget(q))}
            />
          ))}
          <li className="px-1 pt-1">
            <Button
              size="sm"
              variant="ghost"
              className="w-full justify-start text-muted-foreground"
              onClick={() => run(forgetAll())}
            >
              <Trash2 aria-hidden />
              {t("forgetAll")}
            </Button>
          </li>
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h2 className="px-3 pt-1.5 pb-1 text-xs font-medium text-muted-foreground">
        {title}
      </h2>
      <ul aria-label={title}>{children}</ul>
    </>
  );
}

function Row({
  icon,
  name,
  detail,
  onChoose,
  act,
  deleteLabel,
  onDelete,
}: {
  icon: ReactNode;
  name: string;
  detail?: string | undefined;
  onChoose: () => void;
  /** Before its deletion. */
  act?: ReactNode;
  deleteLabel: string;
  onDelete: () => void;
}) {
  return (
    <li className="flex items-center gap-1 px-1 hover:bg-accent focus-within:bg-accent">
      <button
        type="button"
        data-search=""
        onClick={onChoose}
        className="flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-sm px-2 text-start touch:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground"
      >
        {icon}
        <span className="bidi truncate">{name}</span>
        {detail && (
          <span className="bidi truncate text-xs text-muted-foreground">
            {detail}
          </span>
        )}
      </button>
      {act}
      <IconButton label={deleteLabel} size="icon-sm" onClick={onDelete}>
        <X />
      </IconButton>
    </li>
  );
}
