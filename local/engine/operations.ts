/** What can be done with stack local. In a file of its own, because what does it takes a second to load. */
export const OPERATIONS = ["up", "preview", "refresh", "destroy", "outputs"] as const;
export type Operation = (typeof OPERATIONS)[number];

export function isOperation(word: string): word is Operation {
  return (OPERATIONS as readonly string[]).includes(word);
}
