import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageGuard } from "#components/shell/page-guard.tsx";
import { CustomerList } from "#components/customers/customer-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("nav");
  return { title: t("customers") };
}

export default function CustomersPage() {
  return (
    <PageGuard>
      <CustomerList />
    </PageGuard>
  );
}
