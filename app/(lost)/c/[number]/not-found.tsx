import { LostPage } from "#app/no-page.tsx";

export default function NotFound() {
  return <LostPage of="conversation" />;
}
