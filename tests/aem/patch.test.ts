import { describe, expect, it } from "@jest/globals";

import type { Variable } from "../../aem/cloudManager.ts";
import { compared } from "../../aem/patch.ts";

const readable = (name: string, value: string, service?: string): Variable => ({
  name,
  value,
  secret: false,
  ...(service === undefined ? {} : { service }),
});
const hidden = (name: string): Variable => ({ name, secret: true });
const sent = [
  { name: "TOKEN", value: "hush", secret: true },
  { name: "RECORD", value: "new", secret: false },
];

describe("what is there after a request without an answer", () => {
  it.each([
    ["the record is there, which was not before", [], [hidden("TOKEN"), readable("RECORD", "new")], "done"],
    [
      "the record has changed",
      [hidden("TOKEN"), readable("RECORD", "old")],
      [hidden("TOKEN"), readable("RECORD", "new")],
      "done",
    ],
    [
      "the record is as it was",
      [hidden("TOKEN"), readable("RECORD", "old")],
      [hidden("TOKEN"), readable("RECORD", "old")],
      "undone",
    ],
    ["nothing is there, as before", [], [], "undone"],
    [
      "the record was there before it was sent",
      [hidden("TOKEN"), readable("RECORD", "new")],
      [hidden("TOKEN"), readable("RECORD", "new")],
      "unknown",
    ],
    ["half of it is there", [], [readable("RECORD", "new")], "unknown"],
    ["somebody else was faster", [readable("RECORD", "old")], [readable("RECORD", "another")], "unknown"],
    ["another service has it", [], [hidden("TOKEN"), readable("RECORD", "new", "author")], "unknown"],
  ])("%s", (_, before, after, found) => {
    expect(compared({}, sent, before, after)).toBe(found);
  });

  it("tells a deletion by what is gone", () => {
    const gone = [{ name: "TOKEN", value: "", secret: true }];
    expect(compared({}, gone, [hidden("TOKEN")], [])).toBe("done");
    expect(compared({}, gone, [hidden("TOKEN")], [hidden("TOKEN")])).toBe("undone");
  });
});
