/** The oldest Pulumi CLI that is used, and the one that is downloaded or built. Must agree with the module in go.mod. */
export const CLI_VERSION = "3.259.0";
