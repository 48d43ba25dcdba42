"use client";

import { BookmarkPlus, ChevronDown, Layers, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import type { CustomerFilter } from "#contract/customers/customer-filter.ts";
import type { Segment } from "#contract/customers/segment.ts";
import { mayDo } from "#contract/people/policy.ts";
import { useSegments } from "#components/live/queries/use-segments.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { lazily } from "#components/page/lazily.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { SegmentSize } from "./segment-size.tsx";
import { useFilterWords } from "./use-filter-words.ts";

const SegmentPanel = lazily(() => import("./segment-panel.tsx"));
const SegmentForm = lazily(() => import("./segment-form.tsx"));
const DeleteSegment = lazily(() => import("./delete-segment.tsx"));

type Dialog =
  | { kind: "form"; segment: Segment | null }
  | { kind: "delete"; segment: Segment };

/** Chooses the segment of the list, and saves the filters of the list as one. */
export function SegmentBar({
  open,
  filter,
  onChoose,
}: {
  /** The id of the open segment; empty: none. */
  open: string;
  /** The filters beside it. */
  filter: CustomerFilter;
  onChoose: (id: string) => void;
}) {
  const t = useTranslations("customers.segments");
  const { role, seenBy } = useMe();
  const { data: segments = [] } = useSegments();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const mayEdit = seenBy === null && mayDo(role, "customers.segments");
  const segment = segments.find(({ id }) => id === open);
  const close = () => setDialog(null);
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      <FloatingButton
        kind="dialog"
        preload={SegmentPanel.preload}
        button={
          <Button
            className="max-w-64"
            aria-label={segment && t("open", { name: segment.name })}
          >
            <Layers aria-hidden />
            <span className="bidi truncate">{segment?.name ?? t("label")}</span>
            <ChevronDown aria-hidden />
          </Button>
        }
        panel={(floating) => (
          <SegmentPanel
            {...floating}
            open={open}
            onChoose={onChoose}
            onEdit={(one) => setDialog({ kind: "form", segment: one })}
            onDelete={(one) => setDialog({ kind: "delete", segment: one })}
          />
        )}
      />
      {segment && <Opened segment={segment} onLeave={() => onChoose("")} />}
      {mayEdit && isNarrowed && open === "" && (
        <Button
          variant="ghost"
          size="sm"
          onClick={() => setDialog({ kind: "form", segment: null })}
        >
          <BookmarkPlus aria-hidden />
          {t("save")}
        </Button>
      )}
      {dialog?.kind === "form" && (
        <Suspense>
          <SegmentForm
            segment={dialog.segment}
            filter={dialog.segment?.filter ?? filter}
            onClose={close}
            onSaved={({ id }) => {
              close();
              if (dialog.segment === null) onChoose(id);
            }}
          />
        </Suspense>
      )}
      {dialog?.kind === "delete" && (
        <Suspense>
          <DeleteSegment
            segment={dialog.segment}
            onClose={close}
            onDeleted={() => {
              if (dialog.segment.id === open) onChoose("");
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

/** The open segment's number of customers and filters, with the way out of it. */
function Opened({
  segment,
  onLeave,
}: {
  segment: Segment;
  onLeave: () => void;
}) {
  const t = useTranslations("customers.segments");
  const words = useFilterWords()(segment.filter);
  return (
    <>
      <SegmentSize segment={segment} inWords />
      <span className="bidi min-w-0 truncate text-xs text-muted-foreground">
        {words.join(" · ")}
      </span>
      <IconButton label={t("leave")} size="icon-sm" onClick={onLeave}>
        <X />
      </IconButton>
    </>
  );
}
