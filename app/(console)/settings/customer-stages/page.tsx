import { CustomerStages } from "#components/settings/customer-stages/customer-stages.tsx";

export default function CustomerStagesPage() {
  return <CustomerStages />;
}
