import js from "@eslint/js";
import jest from "eslint-plugin-jest";
import perfectionist from "eslint-plugin-perfectionist";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

import { FLOORS } from "./walls.config.js";

export default defineConfig(
  globalIgnores([".local/", "coverage/"]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { perfectionist },
    rules: {
      // One style of braces and of imports.
      curly: ["error", "multi-or-nest", "consistent"],
      "perfectionist/sort-imports": [
        "error",
        {
          type: "natural",
          ignoreCase: true,
          groups: ["side-effect", "builtin", "external", ["parent", "sibling", "index"]],
          newlinesBetween: 1,
        },
      ],
      "perfectionist/sort-named-imports": ["error", { type: "natural", ignoreCase: true }],
      // The engine's and Graph's messages are built from numbers and booleans all the time.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: [...Object.keys(FLOORS).map((floor) => `${floor}/**`), "index.ts"],
    rules: {
      // A file that cannot be read is not a file that is absent: what takes it for one writes over what it could not read.
      "no-restricted-syntax": [
        "error",
        ...[
          "CallExpression[callee.property.name='catch'][arguments.0.params.length=0]" +
            ":matches([callee.object.callee.name=/^(access|l?stat|open|readdir|readFile|readlink|realpath)$/]," +
            "[callee.object.callee.property.name=/^(access|l?stat|open|readdir|readFile|readlink|realpath)$/])",
          "ImportSpecifier[imported.name='existsSync']",
          "TryStatement[handler.param=null] > .block CallExpression[callee.name=/^(l?stat|readdir|readFile|readlink|realpath)(Sync)?$/]",
        ].map((selector) => ({
          selector,
          message:
            "Every error would count as an absent file. Use readIfThere, listIfThere or entryIfThere (support/readIfThere.ts).",
        })),
      ],
      "no-restricted-imports": [
        "error",
        {
          name: "write-file-atomic",
          message: "On an almost full disk it moves half a file over a whole one. Use support/writeWhole.ts.",
        },
      ],
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
