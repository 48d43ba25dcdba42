import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

const TONES = {
  info: { classes: "bg-muted", Icon: Info, icon: "text-muted-foreground" },
  warning: {
    classes: "bg-warning-soft",
    Icon: TriangleAlert,
    icon: "text-warning",
  },
  danger: {
    classes: "bg-destructive-soft",
    Icon: CircleAlert,
    icon: "text-destructive",
  },
} as const;

/** A sentence about the content below it. */
export function Notice({
  tone = "info",
  className,
  children,
  role,
}: {
  tone?: keyof typeof TONES;
  className?: string;
  children: ReactNode;
  role?: "alert" | "status";
}) {
  const { classes, Icon, icon } = TONES[tone];
  return (
    <div
      role={role}
      className={cn(
        "flex gap-2 rounded-md px-3 py-2 text-sm",
        classes,
        className,
      )}
    >
      <Icon aria-hidden className={cn("mt-px size-4 shrink-0", icon)} />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
