/** Writing, choosing in a menu, answering a dialog, playing a video: single keys belong there. Also while an input method composes. */
export function isKeyElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  if (event.isComposing || event.keyCode === IME_KEY_CODE) return true;
  if (!(event.target instanceof Element)) return true;
  return (
    event.target.closest(
      "input, textarea, select, video, audio, [contenteditable], [role=menu], [role=dialog], [role=alertdialog], [role=listbox]",
    ) !== null ||
    document.querySelector("[role=dialog], [role=alertdialog]") !== null
  );
}

// What browsers report for a key that an input method is still working on.
const IME_KEY_CODE = 229;
