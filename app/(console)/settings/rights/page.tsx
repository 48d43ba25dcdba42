import { RightsTable } from "#components/settings/rights/rights-table.tsx";

export default function RightsPage() {
  return <RightsTable />;
}
