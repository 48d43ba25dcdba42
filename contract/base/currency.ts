const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** Whether this is a currency of ISO 4217, as "TWD". Pure. */
export function isCurrency(code: string): boolean {
  return known.has(code);
}

/** The digits behind the point: 2 of "USD", 0 of "JPY". Pure. */
export function currencyDigits(currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 0;
}

/** An amount as a plain decimal: 123450 of USD is "1234.50". Pure. */
export function decimalOf(amountMinor: number, currency: string): string {
  const digits = currencyDigits(currency);
  return (amountMinor / 10 ** digits).toFixed(digits);
}
