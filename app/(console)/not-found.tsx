import { NoPage } from "#app/no-page.tsx";

export default function NotFound() {
  return <NoPage />;
}
