import type { OutputMap } from "@pulumi/pulumi/automation/index.js";

import type { StackRef } from "./stackRef.ts";

/** What Pulumi does with stack local. */
const OPERATIONS = ["up", "preview", "refresh", "destroy", "outputs"] as const;
export type Operation = (typeof OPERATIONS)[number];

export function isOperation(word: string): word is Operation {
  return (OPERATIONS as readonly string[]).includes(word);
}

/** A policy pack that resources are held to. */
export interface PolicyPack {
  /** Folder of its PulumiPolicy.yaml. */
  readonly folder: string;
  /** JSON file with its settings; without one, those that the pack has by itself. */
  readonly config: string | undefined;
}

export interface OperateOptions {
  /** The tenant's port; undefined for the one it had. */
  readonly port: number | undefined;
  /** Settings for this run alone, by key or by a path into one, as `pulumi config set --path` takes them. */
  readonly config: Readonly<Record<string, string>>;
  readonly diff: boolean;
  readonly color: boolean;
  /** up and preview hold the resources to it. */
  readonly policy?: PolicyPack | undefined;
  /** A line of our own. */
  readonly log: (line: string) => void;
  /** The engine's words, as it writes them. */
  readonly show: (text: string) => void;
}

/** Number of resources by kind of change, such as `create`, `update`, `same`. */
export type Changes = Readonly<Record<string, number>>;

/** What an update did, or would do, to one resource. */
export interface Difference {
  readonly urn: string;
  /** Pulumi's name of the step, such as `delete`. */
  readonly op: string;
}

export interface Result {
  readonly changes: Changes;
  readonly outputs: OutputMap;
  /** What an up did, step by step, without what it left alone. */
  readonly steps: readonly Difference[];
  /** When the application was made that an up found, RFC 3339; `steps` has one that it made itself. */
  readonly applicationSince?: string | undefined;
  /** Whether the engine stopped with an error, which it has shown already. */
  readonly failed: boolean;
}

/** Stack local, with all that plays Azure for it on this machine. Each asks the stack's folder for itself, so that no two work on it at once. */
export interface LocalStack {
  /**
   * Runs one operation of the real engine, with the tenant in this process unless another one serves it.
   *
   * @throws UserError when the engine cannot be had or the folder cannot be used
   */
  operate(operation: Operation, stack: StackRef, options: OperateOptions): Promise<Result>;
  /**
   * Keeps the tenant running until the process is told to stop, and prints what other clients need to reach it: shell `export` lines, or
   * one line of JSON. Where another process serves the folder already, prints the same of that one, and ends.
   *
   * @throws UserError when it is served on another port than the one asked for
   */
  serve(stack: StackRef, port: number | undefined, json: boolean, log: (line: string) => void): Promise<void>;
  /**
   * Throws away all that is kept in the folder.
   *
   * @throws UserError while the tenant is served
   */
  reset(stack: StackRef): Promise<void>;
}
