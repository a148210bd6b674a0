import js from "@eslint/js";
import jest from "eslint-plugin-jest";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([".local/", "coverage/"]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // The engine's and Graph's messages are built from numbers and booleans all the time.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: ["tests/**/*.ts"],
    extends: [jest.configs["flat/recommended"]],
    rules: {
      "jest/expect-expect": ["error", { assertFunctionNames: ["expect", "fc.assert"] }],
      "jest/no-standalone-expect": "off",
    },
  },
);
