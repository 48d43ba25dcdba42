import { CompanyPage } from "#components/settings/company/company-page.tsx";

export default function Page() {
  return <CompanyPage />;
}
