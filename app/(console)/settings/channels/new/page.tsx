import { ConnectForm } from "#components/settings/channels/connect-form.tsx";

export default function ConnectFormPage() {
  return <ConnectForm />;
}
