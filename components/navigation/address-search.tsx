"use client";

import { useEffect, useState } from "react";
import { SearchInput } from "#components/ui/controls/search-input.tsx";

const MAX_SEARCH = 200;
/** After the last key of a search. */
const TYPED_MS = 250;

/** The search of a list whose address holds it. The text is the field's own while a person types; the address follows a moment later. */
export function AddressSearch({
  text,
  onText,
  label,
  className,
}: {
  text: string;
  onText: (text: string) => void;
  label: string;
  className?: string;
}) {
  const [typed, setTyped] = useState(text);
  const [sent, setSent] = useState(text);
  const [seen, setSeen] = useState(text);
  if (text !== seen) {
    setSeen(text);
    // Not what was typed here: a link or "Clear" has changed the address.
    if (text !== sent) {
      setSent(text);
      setTyped(text);
    }
  }
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === sent) return;
    const timer = setTimeout(() => {
      setSent(wanted);
      onText(wanted);
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed, sent, onText]);
  return (
    <SearchInput
      value={typed}
      onChange={setTyped}
      label={label}
      maxLength={MAX_SEARCH}
      className={className ?? ""}
      role="search"
    />
  );
}
