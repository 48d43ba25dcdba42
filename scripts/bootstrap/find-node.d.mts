export function suits(version: string): boolean;
export function findNode(): Promise<string>;
