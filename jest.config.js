import { env } from "node:process";

/**
 * What repeats more of the same, at minutes each: a kill of every tick of upkeep and of a sign-in, and a long life with AEM Forms on JEE.
 * `npm run test:long` runs them; the gate kills renew and deliver, and lives with AEM as a Cloud Service.
 */
const LONG = ["tests/e2e/killedUpkeep", "tests/e2e/killedConsent", "tests/keepAlive/jee"];

/** @type {import("jest").Config} */
export default {
  testPathIgnorePatterns: ["/node_modules/", ...(env.KILLS === "all" ? [] : LONG)],
  testEnvironment: "node",
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  globalSetup: "<rootDir>/tests/findEngine.js",
  testSequencer: "<rootDir>/tests/longestFirst.ts",
  globalTeardown: "<rootDir>/tests/forgetFound.js",
  // A bound, not a measure: an end-to-end step starts the real engine, several at a time, on whatever machine this is.
  testTimeout: 120_000,
  // Half of an end-to-end step is waiting, so that a core kept back for the runner would idle.
  maxWorkers: "100%",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2024" }, module: { type: "es6" } }],
  },
};
