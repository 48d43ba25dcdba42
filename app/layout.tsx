import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { NextIntlClientProvider, type Messages } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { Toaster } from "#components/page/toaster.tsx";
import { HintLayer } from "#components/ui/tooltip/tooltip.tsx";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return {
    title: { default: "Parley", template: "%s · Parley" },
    description: t("tagline"),
    manifest: "/manifest.webmanifest",
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  // The keyboard of a phone shrinks the page, so that the composer stays above it.
  interactiveWidget: "resizes-content",
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafbfb" },
    { media: "(prefers-color-scheme: dark)", color: "#101415" },
  ],
};

export default async function RootLayout({
  children,
}: {
  children: ReactNode;
}) {
  const locale = await getLocale();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  // Half of all words is for settings, board, leads and imports, which bring theirs along, and
  // for public texts and emails, which the server alone writes.
  const {
    settings: { channels },
    board: _board,
    leads,
    public: _public,
    mail: _mail,
    push: _push,
    imports: _imports,
    ...messages
  } = await getMessages();
  return (
    // next-themes sets the class before React looks, hence the suppression.
    <html lang={locale} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider
          messages={{
            ...messages,
            leads: besideConversation(leads),
            settings: { channels: causesOf(channels) },
          }}
        >
          <ThemeProvider
            attribute="class"
            {...(nonce === undefined ? {} : { nonce })}
            defaultTheme="system"
            enableSystem
            disableTransitionOnChange
            storageKey="parley.theme"
          >
            {children}
            <Toaster />
            <HintLayer />
          </ThemeProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

type Causes = Record<string, { message: string }>;

/** The words of a customer's leads, which stand beside conversations, too. */
function besideConversation({
  title,
  choose,
  statusOf,
  statuses,
  touches,
  lost,
  refusals,
  unnamed,
  fromAd,
  form,
  imported,
}: Messages["leads"]): Partial<Messages["leads"]> {
  return {
    title,
    choose,
    statusOf,
    statuses,
    touches,
    lost,
    refusals,
    unnamed,
    fromAd,
    form,
    imported,
  };
}

/**
 * The causes of a channel's problems, for the banner above every page: in the
 * words of all kinds and of each.
 */
function causesOf(channels: Messages["settings"]["channels"]) {
  const causes = (problems: Causes) =>
    Object.fromEntries(
      Object.entries(problems).map(([code, { message }]) => [
        code,
        { message },
      ]),
    );
  const kinds = Object.entries(channels as Record<string, unknown>).flatMap(
    ([name, words]) =>
      typeof words === "object" && words !== null && "problems" in words
        ? [[name, { problems: causes(words.problems as Causes) }] as const]
        : [],
  );
  return { problems: causes(channels.problems), ...Object.fromEntries(kinds) };
}
