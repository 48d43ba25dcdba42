import { DataRequests } from "#components/settings/data-requests/data-requests.tsx";

export default function Page() {
  return <DataRequests />;
}
