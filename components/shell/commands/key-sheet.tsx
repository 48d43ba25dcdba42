"use client";

import { useTranslations } from "next-intl";
import { isTeammate } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Kbd } from "#components/ui/marks/kbd.tsx";

const GROUPS = [
  {
    name: "move",
    keys: [
      ["next", "J", "↓"],
      ["previous", "K", "↑"],
      ["open", "Enter", "O"],
      ["leave", "Esc"],
      ["pick", "⇧ X"],
      ["search", "/"],
      ["find", "Ctrl F", "⌘ F"],
    ],
  },
  {
    name: "work",
    keys: [
      ["take", "T"],
      ["done", "E"],
      ["doneNext", "⇧ E"],
      ["transfer", "X"],
      ["snooze", "S"],
      ["noReply", "W"],
      ["archive", "Y"],
      ["macros", "M"],
      ["labels", "L"],
      ["priority", "P"],
      ["people", "I"],
      ["accept", "A", "Alt A"],
      ["decline", "⇧ A", "Alt ⇧ A"],
    ],
  },
  {
    name: "write",
    keys: [
      ["reply", "R"],
      ["note", "N"],
      ["send", "Enter"],
      ["newLine", "⇧ Enter"],
    ],
  },
  {
    name: "everywhere",
    keys: [
      ["palette", "Ctrl K", "⌘ K"],
      ["list", "["],
      ["customer", "]"],
      ["sheet", "?"],
    ],
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

/** All keys with their commands. */
export default function KeySheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("keys");
  const works = isTeammate(useMe().role);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      className="md:max-w-2xl"
    >
      <div className="grid gap-x-10 gap-y-5 pb-5 md:grid-cols-2">
        {GROUPS.map(({ name, keys }) => (
          <section key={name}>
            <h3 className="mb-1 text-xs font-medium text-muted-foreground">
              {t(`groups.${name}`)}
            </h3>
            <dl className="divide-y">
              {keys
                .filter(([action]) => works || !OF_TEAMMATES.has(action))
                .map(([action, ...strokes]) => (
                  <div
                    key={action}
                    className="flex items-center justify-between gap-4 py-1.5 text-sm"
                  >
                    <dt>{t(action)}</dt>
                    <dd className="flex shrink-0 gap-1">
                      {strokes.map((stroke) => (
                        <Kbd key={stroke}>{stroke}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
