import { Departments } from "#components/settings/routing/departments.tsx";

export default function DepartmentsPage() {
  return <Departments />;
}
