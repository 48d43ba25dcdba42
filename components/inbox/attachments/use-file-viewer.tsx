"use client";

import { Suspense, useState, type ReactNode } from "react";
import type { Attachment } from "#contract/threads/message.ts";
import { lazily } from "#components/page/lazily.ts";

const FileViewer = lazily(() => import("./file-viewer.tsx"));

/** The viewer for some files, between which the arrow keys move. Render `viewer` anywhere. */
export function useFileViewer(files: readonly Attachment[]): {
  open: (id: string) => void;
  viewer: ReactNode;
} {
  const [openId, setOpenId] = useState<string | null>(null);
  const at = files.findIndex(({ id }) => id === openId);
  return {
    open: setOpenId,
    viewer: at !== -1 && (
      <Suspense>
        <FileViewer
          files={files}
          startAt={at}
          onClose={() => setOpenId(null)}
        />
      </Suspense>
    ),
  };
}
