import { printable } from "./text.ts";

/**
 * What the operating system refuses for a reason that the person can fix, and how. Its own sentence begins with a code and ends with
 * the name of a system call.
 */
const REASONS: Readonly<Record<string, readonly [what: string, way: string]>> = {
  EACCES: [
    "you may not read or write it (permission denied)",
    "Name another place, or give yourself the right to this one.",
  ],
  EPERM: [
    "the system does not permit it (operation not permitted)",
    "Name another place, or give yourself the right to this one.",
  ],
  EROFS: ["it is on a disk that can only be read", "Name another place, or mount that disk for writing."],
  ENOSPC: [
    "no space is left on its disk",
    "Free some, then run the command again; what was there before is as it was.",
  ],
  EDQUOT: [
    "your share of its disk is used up",
    "Free some, then run the command again; what was there before is as it was.",
  ],
  EFBIG: ["it would be larger than you may write", "Raise the limit (ulimit -f), then run the command again."],
  EIO: ["its disk answers with errors (input/output error)", "Check the disk, then run the command again."],
  ENOTDIR: ["a part of this path is a file, and no folder", "Name another place, or move that file away."],
  EISDIR: ["it is a folder, where a file is needed", "Name another place, or move that folder away."],
  EEXIST: ["it is there already", "Name another place, or move it away."],
  ELOOP: ["it is a link that leads to itself", "Name another place, or delete that link."],
  ENAMETOOLONG: ["its name is too long", "Name a shorter one."],
  EMFILE: ["too many files are open (ulimit -n)", "Raise that limit, then run the command again."],
  ENFILE: ["too many files are open on this machine", "End what keeps them open, then run the command again."],
};

/** An error of the operating system in words, with the path that it is about; undefined for an error of another kind. */
export function systemWords(error: unknown): string | undefined {
  const { code = "", path, dest, message = "" } = Object(error) as Partial<NodeJS.ErrnoException> & { dest?: string };
  const [what, way] = (Object.hasOwn(REASONS, code) ? REASONS[code] : undefined) ?? [];
  if (what === undefined || way === undefined) return undefined;
  const place = dest ?? path;
  return place === undefined ? message : `${printable(place)}: ${what}. ${way}`;
}
