import {
  companySchema,
  updateCompanySchema,
} from "#contract/company/company.ts";
import { getCompany, updateCompany } from "#server/domain/settings/company.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** The company that runs this installation. */
export function companyRoutes(api: Api): void {
  const of = {
    tag: "Administration",
    path: "/settings/company",
    answer: companySchema,
  } as const;
  endpoint(
    api,
    {
      ...of,
      method: "get",
      name: "getCompany",
      summary: "Get the company",
      description:
        "The public pages and the texts for Meta’s app review name it. An empty text stands for a detail that nobody has entered yet.",
    },
    ({ context, actor }) => getCompany(context, actor),
  );
  endpoint(
    api,
    {
      ...of,
      method: "patch",
      name: "updateCompany",
      summary: "Update the company",
      description:
        "Requires the admin role. With `privacyUrl` or `termsUrl`, Parley’s own page leads to that address.",
      body: updateCompanySchema,
    },
    ({ context, actor, body }) => updateCompany(context, actor, body),
  );
}
