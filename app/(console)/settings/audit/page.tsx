import { AuditLog } from "#components/settings/audit/audit-log.tsx";

export default function AuditPage() {
  return <AuditLog />;
}
