import type { ReactNode } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";

/** A button with only an icon: tooltip and aria give its name. */
export function IconButton({
  label,
  keys,
  side,
  children,
  ...props
}: Omit<ButtonProps, "aria-label"> & {
  label: string;
  keys?: string | undefined;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
}) {
  return (
    <Hint text={label} {...(keys ? { keys } : {})} {...(side ? { side } : {})}>
      <Button
        variant="ghost"
        size="icon"
        aria-label={label}
        aria-keyshortcuts={keys}
        {...props}
      >
        {children}
      </Button>
    </Hint>
  );
}
