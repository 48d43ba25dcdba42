/** Inserts text at the cursor as if it were typed, so that undo works. */
export function insertText(
  field: HTMLTextAreaElement | null,
  text: string,
): void {
  if (!field) return;
  field.focus();
  // Only execCommand keeps the browser's undo; setRangeText is the fallback where it is missing.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
