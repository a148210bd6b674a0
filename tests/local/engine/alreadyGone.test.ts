import { describe, expect, it } from "@jest/globals";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

import { alreadyGone, differencesIn, divide, failuresIn, nameOf } from "../../../local/engine/alreadyGone.ts";

const SECRET =
  "urn:pulumi:local::p::a:index:A$azuread:index/applicationPassword:ApplicationPassword::mail-secret-second";
const APPLICATION =
  "urn:pulumi:local::p::a:index:A$azuread:index/applicationRegistration:ApplicationRegistration::mail";
const STACK = "urn:pulumi:local::p::pulumi:pulumi:Stack::p-local";
const NO_SECRET =
  'Removing password credential "k" from Application (/applications/a): unexpected status 400 (400 Bad Request) with error: ' +
  "Request_BadRequest: No password credential found with keyId 'k'.";
const NOT_FOUND =
  "deleting Application (/applications/a): unexpected status 404 (404 Not Found) with error: Request_ResourceNotFound: Resource 'a' " +
  "does not exist or one of its queried reference-property objects are not present.";

const event = (of: object): EngineEvent => of as EngineEvent;
const failed = (op: string, urn: string): EngineEvent => event({ resOpFailedEvent: { metadata: { op, urn } } });
const said = (message: string, urn?: string): EngineEvent =>
  event({ diagnosticEvent: { severity: "error", message: `${message}\n`, ...(urn === undefined ? {} : { urn }) } });

describe("alreadyGone", () => {
  it("knows a secret and an application that are not there", () => {
    const events = [
      said(NO_SECRET, SECRET),
      failed("delete", SECRET),
      said(NOT_FOUND, APPLICATION),
      failed("delete", APPLICATION),
      said("update failed"),
    ];
    expect(alreadyGone(failuresIn(events))).toEqual([SECRET, APPLICATION]);
  });

  it.each([
    [
      "another answer",
      [said("unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: no", SECRET)],
    ],
    [
      "another bad request",
      [said("unexpected status 400 (400 Bad Request) with error: Request_BadRequest: keyId", SECRET)],
    ],
    [
      "a page that is not there, in front of Graph",
      [said("unexpected status 404 (404 Not Found) with body: <html>", SECRET)],
    ],
    ["no words at all", []],
  ])("takes nothing for gone after %s", (_, errors) => {
    expect(alreadyGone(failuresIn([...errors, failed("delete", SECRET)]))).toEqual([]);
  });

  const DENIED = "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: no";

  it.each([
    ["a refusal", [said(NOT_FOUND, APPLICATION), said(DENIED, APPLICATION)]],
    ["a refusal before it", [said(DENIED, APPLICATION), said(NOT_FOUND, APPLICATION)]],
    ["a failure without a status", [said(NOT_FOUND, APPLICATION), said("socket hang up", APPLICATION)]],
    ["a refusal in the same error", [said(`2 errors occurred:\n* ${NOT_FOUND}\n* ${DENIED}`, APPLICATION)]],
    [
      "words that make one answer of two",
      [said("unexpected status 404", APPLICATION), said("Request_ResourceNotFound", APPLICATION)],
    ],
  ])("takes nothing for gone where the same step says so and tells of %s", (_, errors) => {
    expect(alreadyGone(failuresIn([...errors, failed("delete", APPLICATION)]))).toEqual([]);
  });

  it("takes for gone what says so twice", () => {
    const events = [said(NOT_FOUND, APPLICATION), said(NOT_FOUND, APPLICATION), failed("delete", APPLICATION)];
    expect(alreadyGone(failuresIn(events))).toEqual([APPLICATION]);
  });

  it.each(["update", "create", "delete-replaced", "read"])("takes nothing for gone where %s fails", (op) => {
    expect(alreadyGone(failuresIn([said(NOT_FOUND, APPLICATION), failed(op, APPLICATION)]))).toEqual([]);
  });

  it.each([
    ["another step", [said("socket hang up", APPLICATION), failed("delete", APPLICATION)]],
    ["the program", [said("3 settings are invalid", STACK)]],
    ["the engine", [said("could not save the state")]],
  ])("takes nothing for gone where %s fails as well", (_, more) => {
    expect(alreadyGone(failuresIn([said(NO_SECRET, SECRET), failed("delete", SECRET), ...more]))).toEqual([]);
  });

  it("finds nothing in an update that did not fail", () => {
    const warned = event({ diagnosticEvent: { severity: "warning", message: NOT_FOUND, urn: APPLICATION } });
    expect(alreadyGone(failuresIn([warned]))).toEqual([]);
  });
});

describe("divide", () => {
  const resources = [{ urn: APPLICATION }, { urn: SECRET, deletedWith: APPLICATION }, { urn: STACK }];

  it("lets go of what is gone, and of what went with it", () => {
    const differences = [
      { urn: APPLICATION, op: "delete" },
      { urn: SECRET, op: "delete" },
    ];
    expect(divide([APPLICATION], differences, resources)).toEqual({ forget: [APPLICATION, SECRET], others: [] });
  });

  it("keeps apart what was changed, what is gone without being asked for, and what is changed instead of gone", () => {
    const differences = [
      { urn: APPLICATION, op: "update" },
      { urn: SECRET, op: "delete" },
      { urn: STACK, op: "delete" },
    ];
    expect(divide([SECRET], differences, resources)).toEqual({
      forget: [SECRET],
      others: [differences[0], differences[2]],
    });
    expect(divide([APPLICATION], differences.slice(0, 1), resources)).toEqual({ forget: [], others: [differences[0]] });
  });
});

it("differencesIn leaves out what is the same", () => {
  const of = (op: string): EngineEvent => event({ resOutputsEvent: { metadata: { op, urn: op } } });
  expect(differencesIn([of("same"), of("refresh"), of("update"), of("delete"), said("x")])).toEqual([
    { urn: "update", op: "update" },
    { urn: "delete", op: "delete" },
  ]);
});

it("nameOf says type and name", () => {
  expect(nameOf(SECRET)).toBe("ApplicationPassword mail-secret-second");
});
