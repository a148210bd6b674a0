/** @type {import("jest").Config} */
export default {
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
