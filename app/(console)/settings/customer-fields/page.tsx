import { CustomerFields } from "#components/settings/customer-fields/customer-fields.tsx";

export default function CustomerFieldsPage() {
  return <CustomerFields />;
}
