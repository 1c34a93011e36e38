import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { CompletionFailure } from '../../domain/index.js';
import type { Adapter, Question, Reply } from '../adapter.js';
import { CallFailure } from '../call-failure.js';
import type { WatchedCall } from '../watched-call.js';

export interface CommandOptions {
  command: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Variables beside the basic ones that the command may see. */
  passEnv: readonly string[];
}

const basicEnv = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'USER', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME'];
const outputLimit = 2 * 1024 * 1024;
const stderrLimit = 4 * 1024;
const killAfterMs = 2_000;

/** What agent command lines print when they are asked for JSON output. */
const Envelope = z.object({
  result: z.string(),
  is_error: z.boolean().optional(),
  usage: z
    .object({
      input_tokens: z.number().optional(),
      cache_creation_input_tokens: z.number().optional(),
      cache_read_input_tokens: z.number().optional(),
      output_tokens: z.number().optional(),
    })
    .optional(),
});

export function createCommandAdapter(options: CommandOptions): Adapter {
  return {
    forms: ['text'],
    modelSeesSchema: false,
    ask: async (question, call) => {
      // An empty directory: a command with tools of its own finds nothing to read or change.
      const cwd = await mkdtemp(join(tmpdir(), 'cifix-ask-'));
      try {
        return replyOf(await run(options, question, { cwd, call }));
      } finally {
        await rm(cwd, { recursive: true, force: true });
      }
    },
    probe: async () => {
      const program = options.command[0] ?? '';
      const places = program.includes('/')
        ? [isAbsolute(program) ? program : '']
        : (options.env.PATH ?? '').split(delimiter).map((dir) => join(dir, program));
      const found = await Promise.allSettled(places.map((place) => access(place, constants.X_OK)));
      if (!found.some((f) => f.status === 'fulfilled')) {
        throw new CallFailure('model', `the program ${program} is not on the PATH`);
      }
    },
  };
}

function run(
  options: CommandOptions,
  question: Question,
  { cwd, call }: { cwd: string; call: WatchedCall },
): Promise<string> {
  const [program = '', ...args] = options.command;
  const names = [...basicEnv, ...options.passEnv];
  const env = Object.fromEntries(
    names.flatMap((n) => (options.env[n] === undefined ? [] : [[n, options.env[n]]])),
  );
  return new Promise((resolve, reject) => {
    // Its own process group, so that what it starts ends with it.
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let outBytes = 0;
    let err = '';
    let exited = false;
    const killGroup = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // The group is gone already.
      }
    };
    const stop = (): void => {
      killGroup('SIGTERM');
      setTimeout(() => killGroup('SIGKILL'), killAfterMs).unref();
    };
    const fail = (failure: CallFailure): void => {
      reject(failure);
      if (!exited) stop();
    };
    const cancel = (): void => fail(call.signal.reason);
    if (call.signal.aborted) cancel();
    call.signal.addEventListener('abort', cancel, { once: true });

    child.on('error', (error: NodeJS.ErrnoException) => {
      exited = true;
      fail(
        error.code === 'ENOENT'
          ? new CallFailure('model', `the program ${program} was not found`)
          : new CallFailure('protocol', `the program ${program} did not start (${error.code ?? 'unknown'})`),
      );
    });
    // A program that does not read its question closes the pipe; its exit code says more than EPIPE.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${question.system}\n\n${question.user}\n`);
    child.stdout.on('data', (chunk: Buffer) => {
      call.alive();
      outBytes += chunk.length;
      out.push(chunk);
      if (outBytes > outputLimit) {
        fail(new CallFailure('protocol', `the program ${program} printed more than ${outputLimit} bytes`));
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      call.alive();
      err = (err + chunk.toString()).slice(-stderrLimit);
    });
    child.on('close', (code, signal) => {
      exited = true;
      call.signal.removeEventListener('abort', cancel);
      // What it left running in the background would outlive the question.
      killGroup('SIGKILL');
      if (code === 0) return resolve(Buffer.concat(out).toString('utf8'));
      const last = err.trim().split('\n').at(-1) ?? '';
      reject(
        new CallFailure(
          failureOf(err),
          `the program ${program} ended with ${code ?? signal}${last && `: ${last}`}`,
        ),
      );
    });
  });
}

// A program has no status code; what it writes tells which of the known ends it met. It retries by itself.
const tellings: readonly { text: RegExp; failure: CompletionFailure }[] = [
  {
    text: /\b(401|403)\b|unauthori[sz]ed|(invalid|missing|no) (api|auth)|not logged in|\/login\b|authentication/i,
    failure: 'auth',
  },
  { text: /\b429\b|(rate|usage) limit|too many requests|quota|credit balance/i, failure: 'rate' },
  { text: /prompt is too long|context (length|window)|too many tokens/i, failure: 'too-long' },
  { text: /model\b.{0,60}\b(not found|does not exist|unknown|not available)/i, failure: 'model' },
];

const failureOf = (text: string): CompletionFailure =>
  tellings.find((telling) => telling.text.test(text))?.failure ?? 'server';

function replyOf(stdout: string): Reply {
  const envelope = envelopeOf(stdout);
  if (envelope === undefined) return { text: stdout, usage: undefined, stop: 'end' };
  if (envelope.is_error) {
    throw new CallFailure(failureOf(envelope.result), `the program reports: ${envelope.result}`);
  }
  const usage = envelope.usage;
  return {
    text: envelope.result,
    usage: usage && {
      input:
        (usage.input_tokens ?? 0) +
        (usage.cache_creation_input_tokens ?? 0) +
        (usage.cache_read_input_tokens ?? 0),
      output: usage.output_tokens ?? 0,
    },
    stop: 'end',
  };
}

function envelopeOf(stdout: string): z.infer<typeof Envelope> | undefined {
  try {
    return Envelope.safeParse(JSON.parse(stdout)).data;
  } catch {
    return undefined;
  }
}
