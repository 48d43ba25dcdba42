import { WhatIfPage } from "#components/settings/what-if/what-if-page.tsx";

export default function WhatIf() {
  return <WhatIfPage />;
}
