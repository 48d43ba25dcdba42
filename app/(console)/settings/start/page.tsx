import { StartPage } from "#components/settings/start/start-page.tsx";

export default function Page() {
  return <StartPage />;
}
