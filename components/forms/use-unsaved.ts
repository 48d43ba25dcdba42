"use client";

import { useCallback, useEffect, useRef } from "react";
import { setUnsaved } from "#components/page/unsaved.ts";

/**
 * Has the page ask before a change is lost: while `isUnsaved`, until the
 * returned function says that it is saved or the form leaves the screen.
 */
export function useUnsaved(isUnsaved: boolean): () => void {
  const form = useRef({});
  useEffect(() => {
    const key = form.current;
    setUnsaved(key, isUnsaved);
    return () => setUnsaved(key, false);
  }, [isUnsaved]);
  return useCallback(() => setUnsaved(form.current, false), []);
}
