"use client";

import { Paperclip, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { Attachment } from "#contract/threads/message.ts";
import { uploadFile } from "#components/live/transport/upload.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_FILES = 5;

/** The files that each use of the reply sends along. */
export function CannedFiles({
  files,
  onFiles,
  onUploading,
}: {
  files: Attachment[];
  onFiles: (files: Attachment[]) => void;
  onUploading: (isUploading: boolean) => void;
}) {
  const t = useTranslations("settings.cannedReplies");
  const words = useErrorWords();
  const input = useRef<HTMLInputElement>(null);
  const abort = useRef<AbortController>(null);
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const upload = async (file: File) => {
    setError(null);
    setShare(0);
    onUploading(true);
    abort.current = new AbortController();
    const { signal } = abort.current;
    try {
      onFiles([...files, await uploadFile(file, setShare, signal)]);
    } catch (problem) {
      if (!signal.aborted) setError(words(problem));
    } finally {
      setShare(null);
      onUploading(false);
    }
  };
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t("files")}</legend>
      <ul className="flex flex-col gap-1">
        {files.map(({ id, name }) => (
          <li key={id} className="flex items-center gap-2 text-sm">
            <Paperclip
              aria-hidden
              className="size-4 shrink-0 text-muted-foreground"
            />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <IconButton
              label={t("removeFile", { name: name ?? t("file") })}
              onClick={() => onFiles(files.filter((file) => file.id !== id))}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      <input
        ref={input}
        type="file"
        tabIndex={-1}
        aria-hidden
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void upload(file);
          // Lets the same file be chosen again.
          target.value = "";
        }}
      />
      {files.length < MAX_FILES && (
        <Button busy={share !== null} onClick={() => input.current?.click()}>
          <Paperclip />
          {share === null
            ? t("attach")
            : t("uploading", { percent: Math.round(share * 100) })}
        </Button>
      )}
      {error !== null && (
        <Notice tone="warning" role="alert" className="mt-2">
          {error}
        </Notice>
      )}
    </fieldset>
  );
}
