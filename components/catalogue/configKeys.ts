/** Before every key of ours in a stack's configuration: the project's name. */
export const NAMESPACE = "aem-mail-oauth:";

/** Where a stack's settings keep the mailbox's refresh token, encrypted. */
export const REFRESH_TOKEN_KEY = `${NAMESPACE}refreshToken`;
