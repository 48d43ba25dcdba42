"use client";

import {
  ArrowDown,
  ArrowUp,
  Copy,
  GripVertical,
  Pencil,
  X,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState, type DragEvent } from "react";
import type { RouteRule } from "#contract/routing/route-rules.ts";
import { usePlaceName } from "#components/thread/channel/use-place-name.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import {
  useRuleSegments,
  useSegments,
} from "#components/live/queries/use-segments.ts";
import { useRuleWords } from "#components/settings/rules/use-rule-words.ts";
import { cn } from "#components/ui/class-names.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Switch } from "#components/ui/controls/switch.tsx";

/** Rules in their order: dragged by the handle, or moved by its arrow keys or the buttons. */
export function RuleList({
  rules,
  faults,
  onChange,
  onEdit,
  onCopy,
}: {
  rules: RouteRule[];
  /** Faults, by index of the rule. */
  faults: unknown[] | undefined;
  onChange: (rules: RouteRule[]) => void;
  onEdit: (index: number) => void;
  onCopy: (index: number) => void;
}) {
  const t = useTranslations("settings.rules");
  const common = useTranslations("common");
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const move = (from: number, to: number) => {
    const rule = rules[from];
    if (!rule || to < 0 || to >= rules.length || from === to) return;
    onChange(rules.toSpliced(from, 1).toSpliced(to, 0, rule));
    setSaid(t("moved", { name: rule.name, position: to + 1 }));
    // The focus follows the handle, so that the next key moves the same rule.
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLElement>("[data-handle]")[to]?.focus(),
    );
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    if (dragged !== null && over !== null) move(dragged, over);
    setDragged(null);
    setOver(null);
  };
  return (
    <>
      <ol
        ref={list}
        aria-label={t("title")}
        className="divide-y rounded-md border"
        onDrop={drop}
      >
        {rules.map((rule, index) => (
          <li
            key={index}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(index);
            }}
            className={cn(
              "relative flex flex-wrap items-center gap-x-2 gap-y-1 px-2 py-1.5",
              dragged === index && "opacity-50",
              dragged !== null &&
                over === index &&
                over !== dragged &&
                "bg-primary-soft",
            )}
          >
            <IconButton
              data-handle
              label={t("drag", { name: rule.name })}
              size="icon-sm"
              draggable
              className="cursor-grab max-sm:hidden"
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = "move";
                event.dataTransfer.setData("text/plain", rule.name);
                setDragged(index);
              }}
              onDragEnd={() => {
                setDragged(null);
                setOver(null);
              }}
              onKeyDown={(event) => {
                const { key } = event;
                if (key !== "ArrowUp" && key !== "ArrowDown") return;
                event.preventDefault();
                move(index, key === "ArrowUp" ? index - 1 : index + 1);
              }}
            >
              <GripVertical />
            </IconButton>
            <RuleText rule={rule} number={index + 1} fault={faults?.[index]} />
            <span className="ms-auto flex items-center">
              <Switch
                aria-label={t("on", { name: rule.name })}
                checked={rule.enabled}
                onCheckedChange={(enabled) =>
                  onChange(rules.with(index, { ...rule, enabled }))
                }
                className="me-1.5"
              />
              <IconButton
                label={t("up", { name: rule.name })}
                size="icon-sm"
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ArrowUp />
              </IconButton>
              <IconButton
                label={t("down", { name: rule.name })}
                size="icon-sm"
                disabled={index === rules.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <ArrowDown />
              </IconButton>
              <IconButton
                label={common("duplicateWhat", { what: rule.name })}
                size="icon-sm"
                onClick={() => onCopy(index)}
              >
                <Copy />
              </IconButton>
              <IconButton
                label={common("editWhat", { what: rule.name })}
                size="icon-sm"
                onClick={() => onEdit(index)}
              >
                <Pencil />
              </IconButton>
              <IconButton
                label={t("remove", { name: rule.name })}
                size="icon-sm"
                onClick={() => onChange(rules.toSpliced(index, 1))}
              >
                <X />
              </IconButton>
            </span>
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}

function RuleText({
  rule,
  number,
  fault,
}: {
  rule: RouteRule;
  number: number;
  fault: unknown;
}) {
  const t = useTranslations("settings.rules");
  const destination = useTranslations("settings.destination");
  const conditions = useRuleWords()(rule);
  const place = usePlaceName(rule.to) ?? destination("gone");
  const areSegmentsThere = useSegmentsAreThere(rule);
  const wrong =
    firstMessage(fault) ?? (areSegmentsThere ? undefined : t("segmentGone"));
  return (
    <div
      className={cn(
        "min-w-0 flex-1 basis-full py-0.5 sm:basis-40",
        !rule.enabled && "opacity-60",
      )}
    >
      <p className="truncate text-sm font-medium">
        <span className="me-1.5 text-subtle tabular-nums">{number}.</span>
        {rule.name}
        {!rule.enabled && (
          <span className="ms-1.5 font-normal text-muted-foreground">
            {t("off")}
          </span>
        )}
      </p>
      <p className="text-xs text-muted-foreground">
        {conditions.join(" · ")} → {place}
      </p>
      {wrong && (
        <p role="alert" className="text-xs text-destructive">
          {wrong}
        </p>
      )}
    </div>
  );
}

/** Whether all segments that a rule asks for are there; also while they are loaded. */
function useSegmentsAreThere({ when }: RouteRule): boolean {
  const { isSuccess } = useSegments();
  const segments = useRuleSegments();
  const asked = when.segment;
  return (
    asked === undefined ||
    !isSuccess ||
    asked.every((id) => segments.some((segment) => segment.id === id))
  );
}
