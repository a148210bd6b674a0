import { expect, it } from "@jest/globals";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

import { changesIn, together } from "../../../local/engine/changes.ts";

it("counts what was done before an update stopped, and not what it left alone", () => {
  const events = [{ summaryEvent: { resourceChanges: { delete: 6, same: 3 } } }] as unknown as EngineEvent[];
  expect(together(changesIn(events), { delete: 3, same: 9 })).toEqual({ delete: 9, same: 9 });
  expect(changesIn([])).toEqual({});
});
