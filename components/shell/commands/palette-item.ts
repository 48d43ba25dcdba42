export type PaletteItem = {
  id: string;
  label: string;
  detail?: string;
  keys?: string;
  /** The server has found it: the palette does not filter it again. */
  isFound?: boolean;
  act: () => void;
};
export type PaletteGroup = {
  name:
    | "recent"
    | "thread"
    | "macros"
    | "transfer"
    | "threads"
    | "messages"
    | "customers"
    | "leads"
    | "go"
    | "status"
    | "look";
  items: PaletteItem[];
};
