import { LeadSettingsPage } from "#components/settings/leads/lead-settings-page.tsx";

export default function Page() {
  return <LeadSettingsPage />;
}
