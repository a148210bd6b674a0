import { createHash, timingSafeEqual } from "node:crypto";

import type { AuthorizationCode } from "../state/state.ts";
import { verifierWrong } from "./errors.ts";

/**
 * RFC 7636, section 4.6. A verifier for a code that was asked for without a challenge is refused as well (RFC 9700,
 * section 2.1.1): somebody may have taken the challenge out of the request.
 * @throws SignInError AADSTS501481
 */
export function checkVerifier(verifier: string | null, challenge: AuthorizationCode["challenge"]): void {
  if (challenge === null && verifier === null) return;
  if (challenge === null || verifier === null) throw verifierWrong();
  const derived = challenge.method === "plain" ? verifier : createHash("sha256").update(verifier).digest("base64url");
  const [given, wanted] = [Buffer.from(derived), Buffer.from(challenge.value)];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw verifierWrong();
}
