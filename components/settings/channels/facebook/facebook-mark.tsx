/** Facebook's letter, for a button that leads there. */
export function FacebookMark() {
  return (
    <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden>
      <path d="M13.6 21v-8.1h2.8l.5-3.3h-3.3V7.5c0-1 .5-1.8 1.900-1.800h1.500V2.900c-.7-.1-1.400-.2-2.200-.2-2.600 0-4.400 1.600-4.400 4.500v2.400H7.500v3.300h2.900V21z" />
    </svg>
  );
}
