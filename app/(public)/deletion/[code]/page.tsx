import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { PublicText } from "#components/auth/public-text.tsx";
import { currentContext } from "#server/auth/actor.ts";
import { findDeletionRequest } from "#server/domain/channels/health/compliance.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("public.deletion");
  return { title: t("title"), robots: { index: false } };
}

/** The public page with the state of a data-deletion request. Anyone with its code can open it. */
export default async function DeletionPage({
  params,
}: {
  params: Promise<{ code: string }>;
}) {
  const { code } = await params;
  const t = await getTranslations("public.deletion");
  const format = await getFormatter();
  const request = await findDeletionRequest(await currentContext(), code);
  if (!request)
    return <PublicText title={t("title")} intro={t("unknown")} sections={[]} />;
  const date = format.dateTime(request.receivedAt, { dateStyle: "long" });
  if (request.erasedAt !== null)
    return (
      <PublicText
        title={t("title")}
        intro={t("erased", {
          date: format.dateTime(request.erasedAt, { dateStyle: "long" }),
          code: request.code,
        })}
        sections={[{ title: t("chatsTitle"), text: t("chats") }]}
      />
    );
  return (
    <PublicText
      title={t("title")}
      intro={t("received", { date, code: request.code })}
      sections={[
        { title: t("nextTitle"), text: t("next") },
        { title: t("chatsTitle"), text: t("chats") },
      ]}
    />
  );
}
