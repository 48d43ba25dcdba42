import { Macros } from "#components/settings/macros/macros.tsx";

export default function MacrosPage() {
  return <Macros />;
}
