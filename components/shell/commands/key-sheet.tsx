"use client";

import { useTranslations } from "next-intl";
import { useState, type KeyboardEvent } from "react";
import { isTeammate } from "#contract/people/roles.ts";
import {
  actionFor,
  DEFAULT_KEYS,
  isKeyToChoose,
  keyFor,
  macroAction,
  macroOf,
  shownKey,
  type KeyAction,
  type KeyedAction,
} from "#components/live/stores/key-actions.ts";
import {
  resetKeys,
  setKey,
  useKeymap,
} from "#components/live/stores/keymap.ts";
import { useMacros } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Kbd } from "#components/ui/marks/kbd.tsx";

/** Each action with the keys that it always has, beside the one that can be changed. */
const GROUPS = [
  {
    name: "move",
    keys: [
      ["next", "↓"],
      ["previous", "↑"],
      ["open", "Enter"],
      ["leave", "Esc"],
      ["pick"],
      ["search"],
      ["find", "Ctrl F", "⌘ F"],
    ],
  },
  {
    name: "work",
    keys: [
      ["take"],
      ["done"],
      ["doneNext"],
      ["transfer"],
      ["snooze"],
      ["noReply"],
      ["unread"],
      ["archive"],
      ["undo"],
      ["macros"],
      ["labels"],
      ["priority"],
      ["people"],
      ["accept"],
      ["decline"],
    ],
  },
  {
    name: "write",
    keys: [
      ["reply"],
      ["note"],
      ["send", "Enter"],
      ["sendAndClose", "Ctrl ⇧ Enter"],
      ["newLine", "⇧ Enter"],
    ],
  },
  {
    name: "everywhere",
    keys: [["palette", "Ctrl K", "⌘ K"], ["list"], ["customer"], ["sheet"]],
  },
] as const;

/** Keys that do nothing for a reviewer. */
const OF_TEAMMATES = new Set([
  "transfer",
  "snooze",
  "noReply",
  "archive",
  "macros",
  "labels",
  "priority",
  "pick",
  "people",
  "accept",
  "decline",
]);

/** All keys with their actions; a key is changed by choosing it and pressing another. */
export default function KeySheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("keys");
  const works = isTeammate(useMe().role);
  const keymap = useKeymap();
  const macros = useMacros().data ?? [];
  const [asking, setAsking] = useState<KeyedAction | null>(null);
  const [lost, setLost] = useState<KeyedAction | null>(null);
  const nameOf = (action: KeyedAction): string => {
    const id = macroOf(action);
    return id === null
      ? t(action as KeyAction)
      : (macros.find((macro) => macro.id === id)?.name ?? t("macros"));
  };
  const choose = (action: KeyedAction, key: string) => {
    const holder = actionFor(keymap, key);
    setLost(holder && holder !== action ? holder : null);
    setKey(action, key);
    setAsking(null);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("hint")}
      className="md:max-w-2xl"
      footer={
        <div className="flex w-full flex-wrap items-center justify-between gap-2">
          <p role="status" className="text-sm text-muted-foreground">
            {lost && t("lost", { action: nameOf(lost) })}
          </p>
          <Button
            variant="outline"
            disabled={Object.keys(keymap).length === 0}
            onClick={() => {
              resetKeys();
              setLost(null);
            }}
          >
            {t("reset")}
          </Button>
        </div>
      }
    >
      <div className="gap-x-10 pb-5 md:columns-2">
        {GROUPS.map(({ name, keys }) => (
          <section key={name} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-xs font-medium text-muted-foreground">
              {t(`groups.${name}`)}
            </h3>
            <dl className="divide-y">
              {keys
                .filter(([action]) => works || !OF_TEAMMATES.has(action))
                .map(([action, ...fixed]) => (
                  <div
                    key={action}
                    className="flex items-center justify-between gap-4 py-1 text-sm"
                  >
                    <dt>{t(action)}</dt>
                    <dd className="flex shrink-0 items-center gap-1">
                      {isChangeable(action) && (
                        <KeyButton
                          action={t(action)}
                          shown={keyFor(keymap, action)}
                          isAsking={asking === action}
                          onAsk={(isAsking) =>
                            setAsking(isAsking ? action : null)
                          }
                          onChoose={(key) => choose(action, key)}
                        />
                      )}
                      {fixed.map((stroke) => (
                        <Kbd key={stroke}>{stroke}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        {works && macros.length > 0 && (
          <section className="md:col-span-2">
            <h3 className="mb-1 text-xs font-medium text-muted-foreground">
              {t("groups.macros")}
            </h3>
            <dl className="divide-y">
              {macros.map(({ id, name }) => {
                const action = macroAction(id);
                return (
                  <div
                    key={id}
                    className="flex items-center justify-between gap-4 py-1 text-sm"
                  >
                    <dt className="bidi min-w-0 truncate">{name}</dt>
                    <dd className="flex shrink-0 items-center gap-1">
                      <KeyButton
                        action={name}
                        shown={keyFor(keymap, action)}
                        isAsking={asking === action}
                        onAsk={(isAsking) =>
                          setAsking(isAsking ? action : null)
                        }
                        onChoose={(key) => choose(action, key)}
                      />
                    </dd>
                  </div>
                );
              })}
            </dl>
          </section>
        )}
      </div>
    </Dialog>
  );
}

function isChangeable(action: string): action is KeyAction {
  return action in DEFAULT_KEYS;
}

/** Shows a key; pressed, it waits for another one. */
function KeyButton({
  action,
  shown,
  isAsking,
  onAsk,
  onChoose,
}: {
  action: string;
  shown: string;
  isAsking: boolean;
  onAsk: (isAsking: boolean) => void;
  onChoose: (key: string) => void;
}) {
  const t = useTranslations("keys");
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isAsking || !isKeyToChoose(event.nativeEvent)) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(event.key);
  };
  return (
    <button
      type="button"
      aria-pressed={isAsking}
      className="rounded-sm px-1 py-0.5 hover:bg-accent touch:min-h-9 touch:min-w-9"
      onClick={() => onAsk(!isAsking)}
      onBlur={() => isAsking && onAsk(false)}
      onKeyDown={onKeyDown}
    >
      <span className="sr-only">{t("change", { action })} </span>
      {isAsking ? (
        <span className="text-xs text-primary">{t("press")}</span>
      ) : shown === "" ? (
        <span className="text-xs text-muted-foreground">{t("none")}</span>
      ) : (
        <Kbd>{shownKey(shown)}</Kbd>
      )}
    </button>
  );
}
