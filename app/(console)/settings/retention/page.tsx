import { RetentionPage } from "#components/settings/retention/retention-page.tsx";

export default function Page() {
  return <RetentionPage />;
}
