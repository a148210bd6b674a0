/** The stack that is made for trying things out, without an Azure account. */
export const STACK = "local";
