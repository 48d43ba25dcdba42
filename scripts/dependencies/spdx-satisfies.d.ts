declare module "spdx-satisfies" {
  /** Whether an SPDX expression is met by one of the licenses. @throws Error for no expression */
  export default function satisfies(
    expression: string,
    accepted: string[],
  ): boolean;
}
