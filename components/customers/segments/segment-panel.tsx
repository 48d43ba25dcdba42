"use client";

import { Bookmark, Ellipsis, Pencil, Trash2, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Segment } from "#contract/customers/segment.ts";
import { useSegments } from "#components/live/queries/use-segments.ts";
import { cn } from "#components/ui/class-names.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuTrigger,
} from "#components/ui/overlays/menu.tsx";
import { OpenPopover } from "#components/ui/overlays/popover.tsx";
import { SegmentSize } from "./segment-size.tsx";
import { useFilterWords } from "./use-filter-words.ts";

type Acts = {
  /** The id of the open segment; empty: none. */
  open: string;
  onChoose: (id: string) => void;
  onEdit: (segment: Segment) => void;
  onDelete: (segment: Segment) => void;
};

/** All segments, each with its number of customers; one of them opens. */
export default function SegmentPanel({
  open,
  onChoose,
  onEdit,
  onDelete,
  ...floating
}: FloatingProps & Acts) {
  const t = useTranslations("customers.segments");
  const { data: segments = [] } = useSegments();
  const close =
    <Value,>(act: (value: Value) => void) =>
    (value: Value) => {
      floating.onClose();
      act(value);
    };
  return (
    <OpenPopover
      aria-label={t("label")}
      {...floating}
      align="start"
      className="max-h-[min(30rem,80dvh)] w-80 max-w-[calc(100vw-1rem)] overflow-y-auto p-2"
    >
      <nav aria-label={t("label")} className="flex flex-col gap-px">
        <Row
          icon={<Users />}
          name={t("all")}
          isOpen={open === ""}
          onChoose={() => close(onChoose)("")}
        />
        {segments.map((segment) => (
          <SegmentRow
            key={segment.id}
            segment={segment}
            open={open}
            onChoose={close(onChoose)}
            onEdit={close(onEdit)}
            onDelete={close(onDelete)}
          />
        ))}
      </nav>
      {segments.length === 0 && (
        <p className="px-2 pt-1 pb-2 text-xs text-muted-foreground">
          {t("emptyHint")}
        </p>
      )}
    </OpenPopover>
  );
}

function SegmentRow({
  segment,
  open,
  onChoose,
  onEdit,
  onDelete,
}: { segment: Segment } & Acts) {
  const t = useTranslations("customers.segments");
  const words = useFilterWords()(segment.filter);
  return (
    <Row
      icon={segment.shared ? <Users /> : <Bookmark />}
      name={segment.name}
      detail={words.join(" · ")}
      isOpen={open === segment.id}
      onChoose={() => onChoose(segment.id)}
      size={<SegmentSize segment={segment} />}
      menu={
        segment.mayEdit && (
          <Menu modal={false}>
            <MenuTrigger asChild>
              <IconButton
                label={t("more", { name: segment.name })}
                size="icon-sm"
                className="me-0.5"
              >
                <Ellipsis />
              </IconButton>
            </MenuTrigger>
            <MenuContent align="end">
              <MenuItem onSelect={() => onEdit(segment)}>
                <Pencil />
                {`${t("edit")}…`}
              </MenuItem>
              <MenuItem danger onSelect={() => onDelete(segment)}>
                <Trash2 />
                {t("delete")}
              </MenuItem>
            </MenuContent>
          </Menu>
        )
      }
    />
  );
}

function Row({
  icon,
  name,
  detail,
  isOpen,
  onChoose,
  size,
  menu,
}: {
  icon: ReactNode;
  name: string;
  detail?: string;
  isOpen: boolean;
  onChoose: () => void;
  size?: ReactNode;
  menu?: ReactNode;
}) {
  return (
    <div
      className={cn(
        "flex items-center rounded-md text-sm transition-colors hover:bg-accent",
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
        <span className="min-w-0 flex-1">
          <span className="bidi block truncate">{name}</span>
          {detail && (
            <span className="bidi block truncate text-xs font-normal text-muted-foreground">
              {detail}
            </span>
          )}
        </span>
        {size}
      </button>
      {menu}
    </div>
  );
}
