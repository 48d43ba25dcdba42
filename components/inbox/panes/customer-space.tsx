/** The place of the customer’s details until they are there, so that nothing moves when they come. */
export function CustomerSpace() {
  return (
    <div
      aria-hidden
      className="pane-customer hidden w-[var(--customer-width,19rem)] shrink-0 border-s bg-sidebar pane:block"
    />
  );
}
