const SHOWN_MS = 1_500;

/** Shows a loaded message and lights it up for a moment. */
export function jumpToMessage(messageId: string): void {
  const element = document.getElementById(`message-${messageId}`);
  if (!element) return;
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({
    block: "center",
    behavior: isStill ? "auto" : "smooth",
  });
  element.animate(
    [
      { backgroundColor: "var(--primary-soft)" },
      { backgroundColor: "transparent" },
    ],
    { duration: SHOWN_MS, easing: "ease-out" },
  );
}
