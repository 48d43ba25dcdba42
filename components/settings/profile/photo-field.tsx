"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { Agent } from "#contract/people/agent.ts";
import { useMyself } from "#components/live/queries/use-directory.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { sendFile } from "#components/live/transport/upload.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

// AVIF is taken too; the list is what the dialog of files offers.
const ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/avif";

/** The agent's photo, saved as it is chosen. */
export function PhotoField() {
  const t = useTranslations("settings.profile");
  const me = useMe();
  const photoUrl = useMyself().data?.photoUrl ?? null;
  const input = useRef<HTMLInputElement>(null);
  const refreshMe = useRefresh("me");
  const refreshAgents = useRefresh("agents");
  const words = usePhotoErrorWords();
  const { mutate, isPending } = useMutation({
    mutationFn: (file: File | null) =>
      file === null
        ? api("/me/photo", { method: "DELETE" })
        : sendFile<Agent>("PUT", "/me/photo", { file }),
    onSuccess: (_saved, file) => {
      toast.success(t(file === null ? "photoRemoved" : "photoSaved"));
      return Promise.all([refreshMe(), refreshAgents()]);
    },
    onError: (error) => toast.error(words(error)),
  });
  return (
    <div className="mb-5 flex flex-wrap items-center gap-4">
      <Avatar id={me.id} name={me.name} url={photoUrl} size="lg" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="text-sm font-medium">{t("photo")}</p>
        <p className="mb-2 text-xs text-muted-foreground">{t("photoHint")}</p>
        <div className="flex flex-wrap gap-2">
          <Button
            size="sm"
            busy={isPending}
            onClick={() => input.current?.click()}
          >
            {t(photoUrl === null ? "choosePhoto" : "changePhoto")}
          </Button>
          {photoUrl !== null && (
            <Button
              size="sm"
              variant="ghost"
              disabled={isPending}
              onClick={() => mutate(null)}
            >
              {t("removePhoto")}
            </Button>
          )}
        </div>
        <input
          ref={input}
          type="file"
          accept={ACCEPT}
          aria-label={t("photo")}
          className="sr-only"
          tabIndex={-1}
          onChange={({ target }) => {
            const file = target.files?.[0];
            target.value = ""; // the same file can be chosen again
            if (file) mutate(file);
          }}
        />
      </div>
    </div>
  );
}

function usePhotoErrorWords(): (error: unknown) => string {
  const t = useTranslations("settings.profile");
  const words = useErrorWords();
  return (error) => {
    const code = error instanceof ApiError ? error.code : "";
    if (code === "file_type_refused") return t("notPicture");
    if (code === "file_too_large") return t("photoTooLarge");
    return words(error);
  };
}
