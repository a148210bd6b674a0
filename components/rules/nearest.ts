import leven from "leven";

/** The candidates that `given` was most likely meant to be, at most three, nearest first; none if nothing is near. */
export function nearest(given: string, candidates: readonly string[]): string[] {
  const wanted = given.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: leven(wanted, candidate.toLowerCase()) }))
    // A name with something appended, such as Mail.Send.All, is near however much was appended.
    .map((it) => (wanted.startsWith(`${it.candidate.toLowerCase()}.`) ? { ...it, distance: 1 } : it))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate, "en"));
  // Names that are as near as the nearest, or nearly so: farther ones would only distract.
  const [best] = ranked;
  return ranked
    .filter(({ distance }) => best !== undefined && distance <= best.distance + 2)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** "a", "a or b", "a, b or c"; each as the user would write it. */
export function alternatives(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1) ?? ""}`;
}
