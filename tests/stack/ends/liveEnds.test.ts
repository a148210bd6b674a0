import { describe, expect, it } from "@jest/globals";

import { contradictions, endsInOutput, toRecord } from "../../../stack/ends/liveEnds.ts";

const KEY = "0f8e7a1c-1111-4222-8333-444455556666";
const LIVE = { label: "initial", keyId: KEY, expires: "2030-05-20T00:00:00Z" };
const RECORD = { label: "initial", keyId: KEY, ends: "2030-05-20T00:00:00Z", seen: "2030-01-01T00:00:00.000Z" };

describe("what the deployment tells of the ends", () => {
  it("is no end where it is none", () => {
    const told = [LIVE, { label: "b" }, { label: "c", keyId: KEY, expires: "soon" }, null];
    expect(endsInOutput(told)).toEqual([
      LIVE,
      { label: "b", keyId: undefined, expires: undefined },
      { label: "c", keyId: KEY, expires: undefined },
      { label: "undefined", keyId: undefined, expires: undefined },
    ]);
    expect(endsInOutput(undefined)).toEqual([]);
    expect(endsInOutput("[secret]")).toEqual([]);
  });

  it("is recorded with the moment, as far as it is whole", () => {
    const now = new Date("2030-01-01T00:00:00Z");
    expect(toRecord([LIVE, { ...LIVE, label: "b", expires: undefined }], now)).toEqual([RECORD]);
    expect(toRecord([{ ...LIVE, keyId: undefined }], now)).toEqual([]);
  });

  it.each([
    [[LIVE], []],
    [[{ ...LIVE, keyId: KEY.toUpperCase(), expires: "2030-05-20T00:00:00.000Z" }], []],
    [[{ ...LIVE, expires: undefined }], []],
    [[], ['client secret "initial" is recorded, and not live']],
    [[{ ...LIVE, label: "b" }], ['client secret "initial" is recorded, and not live']],
    [
      [{ ...LIVE, keyId: KEY.replace("0f", "1f") }],
      [`client secret "initial" is recorded as ${KEY}, and the live one is ${KEY.replace("0f", "1f")}`],
    ],
    [
      [{ ...LIVE, expires: "2030-02-01T00:00:00Z" }],
      ['client secret "initial" is recorded to end on 2030-05-20, and ends on 2030-02-01'],
    ],
  ])("%j contradicts the record: %j", (live, words) => {
    expect(contradictions(live, [RECORD])).toEqual(words);
  });
});
