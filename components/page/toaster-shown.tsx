"use client";

import { useTheme } from "next-themes";
import { useTranslations } from "next-intl";
import { Toaster as Sonner } from "sonner";

export default function ToasterShown() {
  const { resolvedTheme } = useTheme();
  const t = useTranslations("common");
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-center"
      containerAriaLabel={t("notifications")}
      gap={8}
      offset={{ bottom: 24 }}
      mobileOffset={{ bottom: 72 }}
      toastOptions={{
        className:
          "!rounded-lg !border-0 !bg-foreground !text-background !text-sm !shadow-float !font-sans !py-2.5 !px-3.5",
        descriptionClassName: "!text-background/75",
        actionButtonStyle: { background: "transparent", fontWeight: 500 },
      }}
    />
  );
}
