/** What a command's options need: cheap to load, beside the command itself. */
interface Words {
  readonly help: string;
  /** @throws UserError for a command line that cannot be parsed */
  readonly wantsHelp: (args: string[]) => boolean;
}

/**
 * A command that is loaded only when it is to run: its help, and what is wrong with its options, are told before, because engines, tenants
 * and mail clients take ten times as long to load.
 */
export function helpFirst<Rest extends unknown[]>(
  { help, wantsHelp }: Words,
  load: () => Promise<(args: string[], ...rest: Rest) => Promise<number>>,
): (args: string[], ...rest: Rest) => Promise<number> {
  return async (args, ...rest) => {
    if (wantsHelp(args)) {
      process.stdout.write(help);
      return 0;
    }
    return (await load())(args, ...rest);
  };
}
