import { spread, type Spread } from "./statistics.ts";

/** The bounds that a figure must reach; without any, it is only shown. */
export type Target = { atLeast?: number; atMost?: number };

/** One line of the table. */
export type Figure = {
  /** As the parts of the bench are called: a, b, c … */
  part: string;
  name: string;
  unit: string;
  /** The product's figures, of the rounds that count. */
  product: Spread;
  /** The reference of the same rounds; null: there is none. */
  bare: Spread | null;
  /** Product by reference, round for round. */
  ratio: Spread | null;
  target: Target & { of: "product" | "ratio" };
};

/** One round: the product and its reference, measured one after the other. */
export type Pair = { product: number; bare: number };

type Named = Pick<Figure, "part" | "name" | "unit">;

/** A figure beside its reference; the first round warms up and is thrown away. */
export function compared(
  named: Named,
  rounds: Pair[],
  target: Target = {},
): Figure {
  const counted = rounds.length > 1 ? rounds.slice(1) : rounds;
  return {
    ...named,
    product: spread(counted.map(({ product }) => product)),
    bare: spread(counted.map(({ bare }) => bare)),
    ratio: spread(counted.map(({ product, bare }) => product / bare)),
    target: { ...target, of: "ratio" },
  };
}

/** A figure that stands alone. */
export function alone(
  named: Named,
  values: number[],
  target: Target = {},
): Figure {
  return {
    ...named,
    product: spread(values),
    bare: null,
    ratio: null,
    target: { ...target, of: "product" },
  };
}

/** Null: nothing was asked of it. */
export function isReached({ product, ratio, target }: Figure): boolean | null {
  const { atLeast, atMost, of } = target;
  const value = of === "ratio" ? ratio?.median : product.median;
  if (value === undefined) return null;
  if (atLeast === undefined && atMost === undefined) return null;
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
}
