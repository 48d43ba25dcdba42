"use client";

import { Slot } from "radix-ui";
import { Opening } from "#components/page/opening.tsx";
import {
  Suspense,
  useCallback,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from "react";

/** The props of a panel that floats beside its button. */
export type FloatingProps = {
  /** Closes it; the focus returns to the button by default. */
  onClose: () => void;
  /** The button it belongs to, for the focus. */
  button: HTMLElement | null;
};

/**
 * A button whose menu or popover is fetched when the pointer or the focus comes
 * near it and drawn when it is pressed; until then it costs a button.
 */
export function FloatingButton({
  button,
  kind,
  preload,
  panel,
  isOpen: givenOpen,
  onOpenChange,
}: {
  button: ReactElement;
  kind: "menu" | "dialog";
  preload: () => void;
  panel: (props: FloatingProps) => ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}) {
  const [ownOpen, setOwnOpen] = useState(false);
  const isOpen = givenOpen ?? ownOpen;
  const element = useRef<HTMLElement | null>(null);
  const setOpen = useCallback(
    (open: boolean) => {
      setOwnOpen(open);
      onOpenChange?.(open);
    },
    [onOpenChange],
  );
  const close = useCallback(() => setOpen(false), [setOpen]);
  return (
    <span className="relative inline-flex">
      <Slot.Root
        ref={element}
        aria-haspopup={kind}
        aria-expanded={isOpen}
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (kind !== "menu" || event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {button}
      </Slot.Root>
      {isOpen && (
        <Suspense fallback={<Opening />}>
          {panel({ onClose: close, button: element.current })}
        </Suspense>
      )}
    </span>
  );
}
