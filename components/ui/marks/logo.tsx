/** Two bubbles that meet: the mark of the product. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 28 28" aria-hidden className={className}>
      <path
        d="M4 5.5A3.5 3.5 0 0 1 7.5 2h9A3.5 3.5 0 0 1 20 5.5v5a3.5 3.5 0 0 1-3.5 3.5H10l-3.6 3.1c-.5.4-1.2.1-1.2-.6v-2.9A3.5 3.5 0 0 1 4 11z"
        className="fill-primary"
      />
      <path
        d="M22 10h-.5v.8A5.2 5.2 0 0 1 16.300 16h-5.300v3a3.500 3.500 0 0 0 3.500 3.500H18l3.400 3c.5.4 1.200.1 1.200-.6v-2.600A3.500 3.500 0 0 0 25.500 19v-5.500A3.500 3.500 0 0 0 22 10z"
        className="fill-primary opacity-45"
      />
    </svg>
  );
}
