import { expect, it } from "@jest/globals";

import { nextWindow } from "../../../stack/places/window.ts";

const NIGHT = { from: 22 * 60, to: 4 * 60 };
const NOON = { from: 11 * 60 + 30, to: 13 * 60 };

it.each([
  ["any time", undefined, "2030-06-01T09:00:00Z", "2030-06-01T09:00:00Z"],
  ["the evening of a night", NIGHT, "2030-06-01T22:00:00Z", "2030-06-01T22:00:00Z"],
  ["its morning", NIGHT, "2030-06-01T03:59:59Z", "2030-06-01T03:59:59Z"],
  ["the end of it, which is no more", NIGHT, "2030-06-01T04:00:00Z", "2030-06-01T22:00:00Z"],
  ["a moment before it", NIGHT, "2030-06-01T21:59:59Z", "2030-06-01T22:00:00Z"],
  ["before noon", NOON, "2030-06-01T11:29:59Z", "2030-06-01T11:30:00Z"],
  ["at noon", NOON, "2030-06-01T12:59:59Z", "2030-06-01T12:59:59Z"],
  ["after noon: tomorrow", NOON, "2030-12-31T13:00:00Z", "2031-01-01T11:30:00Z"],
])("AEM may restart: %s", (_, hours, now, opens) => {
  expect(nextWindow(hours, new Date(now))).toEqual(new Date(opens));
});
