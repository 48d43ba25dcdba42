import { Labels } from "#components/settings/labels/labels.tsx";

export default function LabelsPage() {
  return <Labels />;
}
