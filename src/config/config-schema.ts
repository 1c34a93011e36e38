import { z } from 'zod';
import { BudgetLimits, PriceTable, SandboxKind } from '../domain/index.js';

const RepoName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/, 'must be written owner/name, like "octocat/hello"');

const ProviderEntry = z.strictObject({
  name: z.enum([
    'ollama',
    'gemini',
    'openai',
    'anthropic',
    'command',
    'openrouter',
    'groq',
    'lmstudio',
    'vllm',
  ]),
  model: z.string().min(1).optional(),
  baseUrl: z.url().optional(),
  /** Program and arguments; the prompt comes on its standard input. */
  command: z.array(z.string().min(1)).min(1).optional(),
  timeoutMs: z.number().int().positive().optional(),
  idleTimeoutMs: z.number().int().positive().optional(),
  contextTokens: z.number().int().positive().optional(),
});

/** The configuration file. Every key has a default; unknown keys are errors, so that a typo is noticed. */
export const Config = z.strictObject({
  /** What `scan` looks at when no --repo is given; without it, the repository of this folder. */
  repositories: z
    .array(
      z.strictObject({
        repo: RepoName,
        branch: z.string().min(1).optional(),
        enabled: z.boolean().default(true),
      }),
    )
    .default([]),
  /** Models, in the order they are tried after the recipes; empty: those the environment has a key for. */
  providers: z.array(ProviderEntry).default([]),
  maxAttempts: z.number().int().min(1).max(10).default(3),
  /** How many answers a model is asked for at once; the smallest one that proves itself is taken. */
  candidates: z.number().int().min(1).max(8).default(1),
  /** What questions to models may cost. */
  budget: BudgetLimits.prefault({}),
  /** Dollars for a million tokens by model; they win over the built-in table. */
  prices: PriceTable.default({}),
  delivery: z.enum(['pull-request', 'branch', 'patch']).default('pull-request'),
  /** How long a model's proved change may be made smaller; 0: it stays as it is. */
  shrinkSeconds: z.number().min(0).max(3600).default(120),
  sandbox: SandboxKind.default('auto'),
  commit: z
    .strictObject({
      authorName: z.string().min(1).default('cifix'),
      authorEmail: z.email().default('cifix@users.noreply.github.com'),
    })
    .prefault({}),
  gate: z
    .strictObject({
      /** A change of more files is refused. */
      maxFiles: z.number().int().positive().default(50),
      /** A change of more lines (lockfiles and snapshots not counted) is refused. */
      maxLines: z.number().int().positive().default(600),
      /** Glob patterns that no fix may touch, besides the built-in ones. */
      protectedPaths: z.array(z.string().min(1)).default([]),
      /** Glob patterns on owner/name: nothing is pushed there, a fix is written as a patch. */
      protectedRepositories: z.array(z.string().min(1)).default([]),
      /** Changes up to this risk go in without a person; absent: a person is always asked. */
      automaticUpToRisk: z.number().min(0).max(10).optional(),
    })
    .prefault({}),
  watch: z
    .strictObject({
      /** How long CI may take before cifix stops watching; the heal stays open. */
      timeoutMinutes: z.number().positive().max(720).default(60),
      /** How long a run may take to appear after a push. */
      appearMinutes: z.number().positive().max(60).default(3),
      /** First interval between two looks at CI; it grows to three times that. */
      pollSeconds: z.number().positive().max(300).default(5),
    })
    .prefault({}),
  /** Files with problem matchers (GitHub's format), relative to this file; those of the repository are found. */
  matchers: z.array(z.string().min(1)).default([]),
  cache: z
    .strictObject({
      /** Mirrors and downloads that were not used for longer are removed. */
      maxAgeDays: z.number().positive().default(30),
      /** Of the rest, what was used longest ago goes until this is left. */
      maxGigabytes: z.number().positive().default(20),
    })
    .prefault({}),
  replay: z
    .strictObject({
      /** Longest time one job may take here. */
      jobMinutes: z.number().positive().max(360).default(30),
      /** When steps may reach the network; absent: always, and for a fork's code only while it installs. */
      network: z.enum(['install', 'always', 'never']).optional(),
      /** Fetch the Node version that CI used from the npm registry when this machine lacks it. */
      fetchToolchains: z.boolean().default(true),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;
