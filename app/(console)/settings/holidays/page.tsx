import { Holidays } from "#components/settings/holidays/holidays.tsx";

export default function HolidaysPage() {
  return <Holidays />;
}
