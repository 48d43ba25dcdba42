import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/class-names.ts";
import { Spinner } from "#components/ui/marks/spinner.tsx";

export const buttonVariants = cva(
  "relative inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:shrink-0 [&_svg]:size-4",
  {
    variants: {
      variant: {
        primary:
          "bg-primary text-primary-foreground hover:bg-primary-hover active:bg-primary-hover",
        outline:
          "border border-input bg-background hover:bg-accent active:bg-accent",
        ghost: "hover:bg-accent active:bg-accent",
        soft: "bg-muted hover:bg-accent active:bg-accent",
        danger:
          "border border-input bg-background text-destructive hover:bg-destructive-soft",
        link: "text-primary underline-offset-2 hover:underline h-auto! px-0!",
      },
      size: {
        sm: "h-7 px-2.5 text-sm touch:h-10",
        md: "h-8 px-3 text-sm touch:h-11",
        lg: "h-10 px-4 text-base touch:h-11",
        icon: "size-8 touch:size-11",
        "icon-sm": "size-7 touch:size-10",
      },
    },
    defaultVariants: { variant: "outline", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonVariants> & {
    asChild?: boolean;
    /** Keeps the label and its width, shows a spinner over it. */
    busy?: boolean;
  };

export function Button({
  className,
  variant,
  size,
  asChild = false,
  busy = false,
  type = "button",
  disabled,
  children,
  ...props
}: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...props}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type={type}
      className={classes}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...props}
    >
      <span
        className={cn("inline-flex items-center gap-1.5", busy && "opacity-30")}
      >
        {children}
      </span>
      {busy && <Spinner className="absolute" />}
    </button>
  );
}
