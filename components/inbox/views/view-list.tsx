"use client";

import { Bookmark, Ellipsis, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState, type ReactNode } from "react";
import type { SavedView } from "#contract/threads/view.ts";
import { ViewCount } from "#components/inbox/views/view-count.tsx";
import { lazily } from "#components/page/lazily.ts";
import { VIEW_ICONS } from "#components/inbox/views/view-icons.tsx";
import {
  useSavedViews,
  useViewCounts,
} from "#components/live/queries/use-views.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  chooseView,
  useOpenView,
  viewsOf,
} from "#components/navigation/views.ts";
import { cn } from "#components/ui/class-names.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";

// Menus, dialogs and their schemas are fetched when they are needed.
const ViewMenu = lazily(() => import("#components/inbox/views/view-menu.tsx"));
const DeleteView = lazily(
  () => import("#components/inbox/views/delete-view.tsx"),
);
const ViewForm = lazily(() => import("#components/inbox/views/view-form.tsx"));

/** The built-in views and the saved ones, each with its number of conversations. */
export function ViewList({ onChosen }: { onChosen?: () => void }) {
  const t = useTranslations("views");
  const names = useTranslations("list.views");
  const { role } = useMe();
  const open = useOpenView();
  const counts = useViewCounts();
  const saved = useSavedViews().data ?? [];
  const [editing, setEditing] = useState<SavedView | null>(null);
  const [deleting, setDeleting] = useState<SavedView | null>(null);
  const choose = (view: string) => {
    chooseView(view);
    onChosen?.();
  };
  return (
    <nav aria-label={t("label")} className="flex flex-col gap-px p-2">
      {viewsOf(role).map((key) => (
        <ViewButton
          key={key}
          icon={VIEW_ICONS[key]}
          name={names(key)}
          count={counts?.[key]}
          isOpen={!open.saved && open.key === key}
          onChoose={() => choose(key)}
        />
      ))}
      {saved.length > 0 && (
        <h2 className="px-2 pt-3 pb-1 text-xs font-medium text-muted-foreground">
          {t("saved")}
        </h2>
      )}
      {saved.map((view) => (
        <ViewButton
          key={view.id}
          icon={view.shared ? <Users /> : <Bookmark />}
          name={view.name}
          count={counts?.[view.id]}
          isOpen={open.saved?.id === view.id}
          onChoose={() => choose(view.id)}
          menu={
            view.mayEdit && (
              <MenuButton
                view={view}
                onEdit={() => setEditing(view)}
                onDelete={() => setDeleting(view)}
              />
            )
          }
        />
      ))}
      {editing && (
        <Suspense>
          <ViewForm
            view={editing}
            filter={editing.filter}
            onClose={() => setEditing(null)}
            onSaved={() => setEditing(null)}
          />
        </Suspense>
      )}
      {deleting && (
        <Suspense>
          <DeleteView view={deleting} onClose={() => setDeleting(null)} />
        </Suspense>
      )}
    </nav>
  );
}

function ViewButton({
  icon,
  name,
  count,
  isOpen,
  onChoose,
  menu,
}: {
  icon: ReactNode;
  name: string;
  count: number | undefined;
  isOpen: boolean;
  onChoose: () => void;
  menu?: ReactNode;
}) {
  return (
    <div
      className={cn(
        "group flex items-center rounded-md text-sm transition-colors hover:bg-accent",
        isOpen && "bg-selected font-medium hover:bg-selected",
      )}
    >
      <button
        type="button"
        aria-current={isOpen ? "true" : undefined}
        onClick={onChoose}
        className="flex min-w-0 flex-1 items-center gap-2 rounded-md px-2 py-1.5 text-start outline-offset-[-2px] touch:py-2.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted-foreground"
      >
        {icon}
        <span className="bidi min-w-0 flex-1 truncate">{name}</span>
        <ViewCount count={count} />
      </button>
      {menu}
    </div>
  );
}

function MenuButton({
  view,
  onEdit,
  onDelete,
}: {
  view: SavedView;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const t = useTranslations("views");
  return (
    <FloatingButton
      kind="menu"
      preload={ViewMenu.preload}
      button={
        <IconButton
          label={t("more", { name: view.name })}
          size="icon-sm"
          className="me-0.5"
        >
          <Ellipsis />
        </IconButton>
      }
      panel={(floating) => (
        <ViewMenu {...floating} onEdit={onEdit} onDelete={onDelete} />
      )}
    />
  );
}
