import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProvider } from '../../src/llm/index.js';

const schema = { type: 'object', properties: { outcome: { type: 'string' } }, required: ['outcome'] };
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'command-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const script = (body: string): string[] => {
  const path = join(dir, `s${Math.random().toString(36).slice(2)}.sh`);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return [path];
};
const ask = async (command: string[], over: { timeoutMs?: number; env?: string[]; user?: string } = {}) => {
  const { user = 'Mend this.', ...settings } = over;
  const provider = await createProvider(
    { name: 'command', command, ...settings },
    { env: { PATH: process.env.PATH, HOME: dir, GH_TOKEN: 'not for you', AGENT_KEY: 'for the agent' } },
  );
  return provider.complete({ system: 'You mend.', user, schema, maxTokens: 100 });
};

test('reads the question on stdin and answers on stdout', async () => {
  const completion = await ask(script('cat > "$HOME/seen"; echo \'Sure: {"outcome":"fix"}\''));
  expect(completion).toMatchObject({ ok: true, json: { outcome: 'fix' } });
  const seen = readFileSync(join(dir, 'seen'), 'utf8');
  for (const part of ['You mend.', 'Mend this.', 'JSON Schema']) expect(seen).toContain(part);
});

test('takes a question that is larger than any command line', async () => {
  const completion = await ask(script('n=$(wc -c); echo "{\\"outcome\\":\\"$n\\"}"'), {
    user: 'x'.repeat(5_000_000),
  });
  expect(completion.ok && Number((completion.json as { outcome: string }).outcome)).toBeGreaterThan(
    5_000_000,
  );
});

test('sees an empty directory and only the variables that are allowed', async () => {
  const command = script(
    'cat > /dev/null; ls -A > "$HOME/ls"; env > "$HOME/env"; echo \'{"outcome":"fix"}\'',
  );
  await ask(command, { env: ['AGENT_KEY'] });
  expect(readFileSync(join(dir, 'ls'), 'utf8')).toBe('');
  const env = readFileSync(join(dir, 'env'), 'utf8');
  expect(env).toContain('AGENT_KEY=for the agent');
  expect(env).not.toContain('not for you');
});

test('understands the envelope of agent command lines', async () => {
  const envelope = JSON.stringify({
    result: '```json\n{"outcome":"fix"}\n```',
    is_error: false,
    usage: { input_tokens: 5, cache_read_input_tokens: 3, output_tokens: 2 },
  });
  const completion = await ask(script(`cat > /dev/null; cat <<'END'\n${envelope}\nEND`));
  expect(completion).toMatchObject({ ok: true, json: { outcome: 'fix' }, usage: { input: 8, output: 2 } });
  const failed = await ask(script(`cat > /dev/null; echo '{"result":"no login","is_error":true}'`));
  expect(failed).toMatchObject({
    ok: false,
    failure: 'server',
    message: expect.stringContaining('no login'),
  });
});

test('ends the whole process group at the limit of time', async () => {
  const startedAt = performance.now();
  const completion = await ask(script('(sleep 30; touch "$HOME/late") & echo $! > "$HOME/pid"; sleep 30'), {
    timeoutMs: 300,
  });
  expect(completion).toMatchObject({ ok: false, failure: 'timeout' });
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(existsSync(join(dir, 'late'))).toBe(false);
});

test('leaves no background process behind when it ends by itself', async () => {
  const completion = await ask(
    script('cat > /dev/null; sleep 30 > /dev/null 2>&1 & echo $! > "$HOME/pid2"; echo \'{"outcome":"fix"}\''),
  );
  expect(completion.ok).toBe(true);
  await expect.poll(() => isAlive(Number(readFileSync(join(dir, 'pid2'), 'utf8')))).toBe(false);
});

test.each<[string, () => string[], string]>([
  ['a program that is not there', () => [join(dir, 'nowhere')], 'model'],
  ['a program that fails', () => script('echo "boom" >&2; exit 3'), 'server'],
  ['a program that says nothing', () => script('true'), 'bad-json'],
  ['a program that never stops talking', () => script('yes'), 'protocol'],
])('names the end of %s', async (_, command, failure) => {
  expect(await ask(command())).toMatchObject({ ok: false, failure });
});

test('check finds programs on the path without running them', async () => {
  const check = async (program: string) =>
    (
      await createProvider({ name: 'command', command: [program] }, { env: { PATH: process.env.PATH } })
    ).check();
  expect(await check('sh')).toEqual({ ok: true });
  expect(await check('no-such-program-here')).toMatchObject({ ok: false, failure: 'model' });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody waits for is dead all the same.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
