import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { MergeCustomers } from "#contract/customers/customer-requests.ts";
import { api } from "#components/live/transport/api.ts";
import { LIVE } from "#components/live/queries/live-keys.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Merge = MergeCustomers;

/** Makes two customers one, and offers to undo it. `pageId`: the customer whose page is open. */
export function useMerge(pageId: string, onDone?: () => void) {
  const t = useTranslations("customer.duplicates");
  const words = useErrorWords();
  const go = useGo();
  const queryClient = useQueryClient();
  const undo = async (mergeId: string) => {
    try {
      await api(`/customers/merges/${mergeId}/undo`, { method: "POST" });
      await queryClient.invalidateQueries({ queryKey: LIVE });
    } catch (error) {
      toast.error(words(error));
    }
  };
  return useMutation({
    mutationFn: (body: Merge) =>
      api<{ mergeId: string }>("/customers/merge", { method: "POST", body }),
    onSuccess: async ({ mergeId }, { survivorId }) => {
      toast.success(t("merged"), {
        action: {
          label: t("undo"),
          undoes: true,
          onClick: () => void undo(mergeId),
        },
      });
      onDone?.();
      if (survivorId !== pageId) go(`/customers/${survivorId}`);
      await queryClient.invalidateQueries({ queryKey: LIVE });
    },
  });
}
