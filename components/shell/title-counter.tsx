"use client";

import { useEffect } from "react";
import { useMyThreads } from "#components/inbox/views.ts";

/** "(3) Inbox · Parley": seen from another tab. */
export function TitleCounter() {
  const count = useMyThreads().filter(({ unread }) => unread > 0).length;
  useEffect(() => {
    const write = () => {
      const plain = document.title.replace(/^\(\d+\) /, "");
      const wanted = count > 0 ? `(${count}) ${plain}` : plain;
      if (document.title !== wanted) document.title = wanted;
    };
    write();
    // Next writes the title anew at every change of page.
    const observer = new MutationObserver(write);
    const title = document.querySelector("title");
    if (title) observer.observe(title, { childList: true });
    return () => observer.disconnect();
  }, [count]);
  return null;
}
