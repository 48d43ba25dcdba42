import { LeadsPage } from "#components/leads/leads-page.tsx";

export default function Page() {
  return <LeadsPage />;
}
