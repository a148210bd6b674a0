/**
 * A file's name as a machine may take it that tells fewer names apart: without regard to case (macOS, Windows), composition and invisible
 * characters (macOS), or full stops and spaces at its end (Windows). Two names that fold to the same are one file there.
 */
export function foldedName(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[. ]+$/, "")
    .toLowerCase();
}
