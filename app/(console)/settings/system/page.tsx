import { SystemPage } from "#components/settings/system/system-page.tsx";

export default function Page() {
  return <SystemPage />;
}
