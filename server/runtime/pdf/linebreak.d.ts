declare module "linebreak" {
  /** Where a line may or must end (UAX #14), as indexes of UTF-16. */
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): { position: number; required: boolean } | null;
  }
}
