"use client";

import {
  createContext,
  useContext,
  useEffect,
  useState,
  type ReactNode,
} from "react";

// Longer than drawing takes, shorter than anybody looks for what comes then.
const STAY_MS = 150;

const HasStayed = createContext(true);

/** Its children learn when what has been opened stays open: who walks past asks the server for less. */
export function StayProvider({
  of: id,
  children,
}: {
  /** The thing that is open, by its id. */
  of: string | null;
  children: ReactNode;
}) {
  const [stayed, setStayed] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setStayed(id), STAY_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return <HasStayed value={stayed === id}>{children}</HasStayed>;
}

/**
 * Whether what surrounds the caller has been open for a moment. What is not needed to read and answer is fetched then:
 * ten requests at once cost the frame that shows the conversation, and are in vain for one that is passed by.
 */
export function useHasStayed(): boolean {
  return useContext(HasStayed);
}
