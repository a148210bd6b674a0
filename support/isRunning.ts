import { readFileSync, readlinkSync } from "node:fs";

/**
 * Whether a process of this machine is alive, ours or another user's. One that was killed and that nobody has reaped yet, as in a
 * container whose first process does not, is not.
 */
export function isRunning(pid: number): boolean {
  // 0 and negative numbers name groups of processes.
  if (pid <= 0) return false;

  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  if (!seesProcesses()) return true;
  try {
    // Linux: pid (command) state ...
    // eslint-disable-next-line no-restricted-syntax -- what cannot be found out counts as running
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

/** Whether /proc tells of the processes that this one can name: in a namespace of its own it may be that of another. */
export function seesProcesses(): boolean {
  try {
    // eslint-disable-next-line no-restricted-syntax -- no file of ours: where it cannot be read, the system does not say
    return readlinkSync("/proc/self") === String(process.pid);
  } catch {
    return false;
  }
}
