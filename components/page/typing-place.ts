/**
 * Whether a key belongs elsewhere: to writing, a menu, a dialog, a video, or an input method that is composing. A
 * checkbox, such as the one that selects a conversation, needs no key but Space.
 */
export function isKeyElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return isTypedElsewhere(event);
}

/** The same for a key together with Ctrl or ⌘. */
export function isTypedElsewhere(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === IME_KEY_CODE) return true;
  if (!(event.target instanceof Element)) return true;
  return (
    event.target.closest(
      "input:not([type=checkbox]), textarea, select, video, audio, [contenteditable], [role=menu], [role=dialog], [role=alertdialog], [role=listbox]",
    ) !== null ||
    document.querySelector("[role=dialog], [role=alertdialog]") !== null
  );
}

// The code that browsers report for a key that an input method is still processing.
const IME_KEY_CODE = 229;
