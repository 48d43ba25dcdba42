"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TotpSetup } from "#components/forms/totp-setup.tsx";
import { Button } from "#components/ui/controls/button.tsx";

/** Stands before the console for agents whose role needs two-step verification. */
export function TotpGate() {
  const t = useTranslations("totp");
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <TotpSetup onDone={() => window.location.assign("/")} />
      <div className="mt-4 flex justify-center">
        <Button
          variant="ghost"
          onClick={() => void signOut({ callbackUrl: "/sign-in" })}
        >
          {t("signOut")}
        </Button>
      </div>
    </QueryClientProvider>
  );
}
