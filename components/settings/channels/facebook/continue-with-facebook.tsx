"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { LOGIN_PAGE, type StartLogin } from "#contract/channels/login.ts";
import { api } from "#components/live/transport/api.ts";
import { FacebookMark } from "#components/settings/channels/facebook/facebook-mark.tsx";
import { Button, type ButtonProps } from "#components/ui/controls/button.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Asks for the address of Facebook's dialog and goes there. @throws ApiError, NetworkError */
export async function goToFacebook(input: Partial<StartLogin>): Promise<void> {
  const { url } = await api<{ url: string }>("/channels/oauth/start", {
    method: "POST",
    body: { returnTo: LOGIN_PAGE, ...input },
  });
  window.location.assign(url);
}

/**
 * Signs in at Facebook and comes back to `returnTo`, by default the page where
 * pages are chosen. Without `appId`, the Meta app that is connected is used.
 */
export function ContinueWithFacebook({
  input = {},
  label,
  variant = "primary",
  size,
  className,
}: {
  input?: Partial<StartLogin>;
  label?: string;
} & Pick<ButtonProps, "variant" | "size" | "className">) {
  const t = useTranslations("settings.channels.facebook");
  const words = useErrorWords();
  const start = useMutation({ mutationFn: () => goToFacebook(input) });
  return (
    <div className={className}>
      <Button
        variant={variant}
        size={size}
        // The dialog is on its way: a second click would begin another login.
        busy={start.isPending || start.isSuccess}
        onClick={() => start.mutate()}
      >
        <FacebookMark />
        {label ?? t("button")}
      </Button>
      {start.isError && (
        <p role="alert" className="mt-1 text-xs text-destructive">
          {words(start.error)}
        </p>
      )}
    </div>
  );
}
