import { MailPage } from "#components/settings/mail/mail-page.tsx";

export default function MailSettingsPage() {
  return <MailPage />;
}
