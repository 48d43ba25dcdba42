"use client";

import { useTranslations } from "next-intl";
import type { GuideStepKey } from "#contract/channels/guide.ts";
import { cn } from "#components/ui/class-names.ts";
import { PLACES, type Place, type PlaceRow } from "./places.ts";

/** A drawing of the place at Meta: where it is in the menu, and what to select there. */
export function PlaceDrawing({ step }: { step: GuideStepKey }) {
  const t = useTranslations("settings.channels.guide");
  const place = PLACES[step];
  if (!place) return null;
  return (
    <figure className="my-4">
      <Drawing place={place} />
      <figcaption className="mt-1.5 text-xs text-muted-foreground">
        {t(`steps.${step}.caption` as "steps.app.caption")}
      </figcaption>
    </figure>
  );
}

function Drawing({ place: { address, menu, title, rows } }: { place: Place }) {
  const t = useTranslations("settings.channels.guide.places");
  return (
    <div
      aria-hidden
      className="overflow-hidden rounded-lg border bg-background text-xs select-none"
    >
      <div className="flex items-center gap-1.5 border-b bg-muted px-3 py-2">
        {[0, 1, 2].map((dot) => (
          <span key={dot} className="size-2 rounded-full bg-border" />
        ))}
        <span className="ms-2 min-w-0 flex-1 truncate rounded-sm bg-background px-2 py-0.5 font-mono text-muted-foreground">
          {address}
        </span>
      </div>
      <div className="flex min-h-32">
        {menu.length > 0 && (
          <div className="w-2/5 max-w-44 shrink-0 space-y-1 border-e bg-sidebar p-2">
            {menu.map((item) => (
              <div
                key={item}
                className={cn(
                  "rounded-sm px-2 py-1 text-muted-foreground",
                  item === title && "bg-selected font-medium text-foreground",
                )}
              >
                {t(item)}
              </div>
            ))}
          </div>
        )}
        <div className="min-w-0 flex-1 space-y-2 p-3">
          <div className="font-semibold">{t(title)}</div>
          {rows.map((row, index) => (
            <Row key={index} row={row} />
          ))}
        </div>
      </div>
    </div>
  );
}

const MARK = "outline-2 outline-offset-2 outline-primary";

function Row({ row: { label, value, button, mark } }: { row: PlaceRow }) {
  const t = useTranslations("settings.channels.guide.places");
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md border px-2.5 py-1.5">
      {label && <span className="min-w-0 flex-1 basis-24">{t(label)}</span>}
      {value && (
        <span
          className={cn(
            "rounded-sm bg-muted px-1.5 py-0.5 font-mono text-muted-foreground",
            mark === "value" && MARK,
          )}
        >
          {value}
        </span>
      )}
      {button && (
        <span
          className={cn(
            "rounded-md bg-primary px-2 py-0.5 font-medium text-primary-foreground",
            mark === "button" && MARK,
          )}
        >
          {t(button)}
        </span>
      )}
    </div>
  );
}
