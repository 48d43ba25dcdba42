import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CustomerPage } from "#components/customers/customer-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("nav");
  return { title: t("customers") };
}

/** Without a guard: a reviewer, who has no list of customers, opens the ones of their channel. */
export default async function Page({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  return <CustomerPage customerId={(await params).id} />;
}
