import { NoPage } from "#app/no-page.tsx";

export default function NoSettings() {
  return <NoPage />;
}
