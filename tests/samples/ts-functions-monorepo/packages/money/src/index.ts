export type Currency = "EUR" | "CHF" | "SEK";

const rates: Record<Currency, number> = { EUR: 1000, CHF: 940, SEK: 11_200 };

export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(rates, text);
}

/** What `cents` of the base currency are in `to`, after the margin in thousandths. */
export function convert(cents: number, to: Currency, marginPermille: number): number {
  return Math.floor((cents * rates[to] * (1000 - marginPermille)) / 1_000_000);
}
