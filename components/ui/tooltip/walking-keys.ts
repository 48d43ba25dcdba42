// Keys that move the focus from one element to the next.
const WALKING = new Set([
  "Tab",
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
]);

/**
 * Watches whether the keyboard is moving the focus just now. `:focus-visible`
 * alone does not tell: it also matches where a page or a dialog has set the
 * focus, and no one has asked for the name of that button.
 */
export function watchWalking(): { isWalking(): boolean; stop(): void } {
  let isDown = false;
  const onKey = (event: KeyboardEvent) => {
    isDown = event.type === "keydown" && WALKING.has(event.key);
  };
  const onPointer = () => {
    isDown = false;
  };
  const options = { capture: true };
  document.addEventListener("keydown", onKey, options);
  document.addEventListener("keyup", onKey, options);
  document.addEventListener("pointerdown", onPointer, options);
  return {
    isWalking: () => isDown,
    stop: () => {
      document.removeEventListener("keydown", onKey, options);
      document.removeEventListener("keyup", onKey, options);
      document.removeEventListener("pointerdown", onPointer, options);
    },
  };
}
