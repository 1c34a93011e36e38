import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import type { ReplayResult, SandboxChoice } from '../../src/executor/index.js';
import { makeWorkspace, replay } from './support/replay.js';
import { bwrap, whyNoBwrap } from './support/sandbox.js';

const job = (...scripts: string[]): string =>
  JSON.stringify({
    on: 'push',
    jobs: { job: { 'runs-on': 'ubuntu-latest', steps: scripts.map((run) => ({ run })) } },
  });

const logOf = (result: ReplayResult): string => readFileSync(result.logFile, 'utf8');

/** Only what steps printed: the log's header repeats the script. */
const outputOf = (result: ReplayResult): string =>
  logOf(result)
    .replace(/##\[group\]Run[\s\S]*?##\[endgroup\]/g, '')
    .replace(/^\S+Z /gm, '');

/** A home directory with credentials in it, outside of /tmp, which the sandbox replaces anyway. */
function homeWithCredentials(): string {
  const home = mkdtempSync('/var/tmp/cifix-home-');
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const files: Record<string, string> = {
    '.ssh/id_ed25519': 'SECRET-ssh',
    '.config/gh/hosts.yml': 'SECRET-gh',
    '.npmrc': 'registry=https://user:SECRET-npm@npm.example.org/\n//npm.example.org/:_authToken=SECRET-npm\n',
    '.cargo/credentials.toml': 'SECRET-cargo',
    '.cargo/bin/mytool': '#!/bin/sh\necho tool found\n',
    '.git-credentials': 'SECRET-git',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(home, path, '..'), { recursive: true });
    writeFileSync(join(home, path), text, { mode: 0o755 });
  }
  return home;
}

describe.skipIf(whyNoBwrap !== undefined)(`in bubblewrap ${whyNoBwrap ?? ''}`, () => {
  test('steps see neither the credentials of the home directory nor the tokens of the environment', async () => {
    const home = homeWithCredentials();
    const { result } = await replay(
      job(
        `cat ${home}/.ssh/id_ed25519 ${home}/.config/gh/hosts.yml ${home}/.npmrc ${home}/.cargo/credentials.toml ${home}/.git-credentials || true`,
        'env; cat /proc/*/environ | tr "\\0" "\\n"; cat /proc/*/cmdline | tr "\\0" "\\n"',
        'cat ~/.npmrc; mytool',
        'cat /etc/shadow; ls -A /root /home /run || true',
      ),
      {
        sandbox: bwrap,
        hostEnv: {
          HOME: home,
          PATH: `${home}/.cargo/bin:${process.env.PATH}`,
          GH_TOKEN: 'SECRET-token',
          AWS_SECRET_ACCESS_KEY: 'SECRET-aws',
        },
      },
    );
    const output = outputOf(result);
    expect(output).not.toContain('SECRET');
    expect(output).toContain('registry=https://npm.example.org/');
    expect(output).toContain('tool found');
    expect(result.sandbox).toMatch(/^bubblewrap \d/);
  });

  test('the environment of the process that started the replay is out of reach', async () => {
    process.env.CIFIX_TEST_TOKEN = 'SECRET-own';
    onTestFinished(() => {
      delete process.env.CIFIX_TEST_TOKEN;
    });
    const script = `cat /proc/${process.pid}/environ /proc/1/environ /proc/*/environ 2>/dev/null | tr '\\0' '\\n' || true`;
    const { result } = await replay(job(script), { sandbox: bwrap });
    expect(outputOf(result)).toContain('RUNNER_TRACKING_ID=');
    expect(outputOf(result)).not.toContain('SECRET');
  });

  test('nothing outside of the workspace can be written', async () => {
    const mark = `cifix-escape-${process.pid}`;
    const places = ['/etc', '/usr/bin', '/usr/local/bin', '/var/tmp', '/var/lib', '/opt', '/'];
    const { result, tree, workspace } = await replay(
      job(
        ...places.map((folder) => `touch ${folder}/${mark} && echo WROTE || true`),
        'mount -o remount,rw / && echo WROTE; mount --bind /tmp /etc && echo WROTE || true',
        `touch ${process.cwd()}/${mark} && echo WROTE || true`,
        `touch "$GITHUB_WORKSPACE/../mirror.git/${mark}" && echo WROTE || true`,
        'echo mine > mine; chown 12345 mine 2>/dev/null && echo WROTE || true',
      ),
      { sandbox: bwrap },
    );
    expect(outputOf(result)).not.toContain('WROTE');
    for (const folder of [...places, process.cwd(), workspace.gitDir]) {
      expect(existsSync(join(folder, mark)), folder).toBe(false);
    }
    expect(readFileSync(join(tree, 'mine'), 'utf8')).toBe('mine\n');
  });

  test('a link put in the place of a folder of the scratch space is not followed', async () => {
    const outside = mkdtempSync('/var/tmp/cifix-outside-');
    onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
    writeFileSync(join(outside, 'kept'), 'kept');
    const { result, workspace } = await replay(
      job(
        `cd "$RUNNER_TEMP/.." && mv tmp old && ln -s ${outside} tmp && mv _temp old2 && ln -s ${outside} _temp && ls`,
        'echo escaped > /tmp/escaped; true',
        `ln -s ${outside} "$HOME/.config/pnpm2"; rm ~/.npmrc; ln -s ${outside}/kept ~/.npmrc; rm -f $GITHUB_ENV; ln -s ${outside}/kept $GITHUB_ENV`,
        'echo last',
      ),
      { sandbox: bwrap },
    );
    await replay(job('echo again'), { sandbox: bwrap, workspace, session: result.session });
    expect(result.conclusion, logOf(result)).toBe('success');
    expect(readdirSync(outside)).toEqual(['kept']);
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
  });

  test('a link out of the tree leads nowhere that can be written, and to no hidden file', async () => {
    const home = homeWithCredentials();
    const { result } = await replay(job('cat link/.ssh/id_ed25519 || true; echo x > link/new || true'), {
      sandbox: bwrap,
      hostEnv: { HOME: home },
      prepare: (tree) => symlinkSync(home, join(tree, 'link')),
    });
    expect(outputOf(result)).not.toContain('SECRET');
    expect(existsSync(join(home, 'new'))).toBe(false);
  });

  test('a process that leaves its step is dead when the step ends', async () => {
    const seconds = String(40_000 + process.pid);
    const { result } = await replay(
      job(
        `setsid nohup sleep ${seconds} > /dev/null 2>&1 & (trap '' TERM INT HUP; exec sleep ${seconds}) & sleep 0.1`,
        `grep -l ${seconds} /proc/[0-9]*/cmdline && echo ALIVE || echo gone`,
      ),
      { sandbox: bwrap },
    );
    expect(outputOf(result)).toMatch(/^gone$/m);
    expect(processesWith(seconds)).toEqual([]);
  });

  test('with the network off, no listener of this machine is reached; loopback within the step works', async () => {
    const server = createServer((socket) => socket.end('REACHED'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const connect = `node -e "require('net').connect(${port},'127.0.0.1').on('data',d=>console.log(''+d)).on('error',e=>console.log(e.code))"`;
    const own = `node -e "const s=require('net').createServer(c=>c.end()).listen(0,()=>require('net').connect(s.address().port).on('close',()=>{console.log('own works');s.close()}).resume())"`;
    const off = await replay(job(connect, own), { sandbox: bwrap, network: 'never' });
    expect(outputOf(off.result)).toContain('ECONNREFUSED');
    expect(outputOf(off.result)).toContain('own works');
    const on = await replay(job(connect), { sandbox: bwrap, network: 'always' });
    expect(outputOf(on.result)).toContain('REACHED');
    const install = await replay(job(connect, `: npm ci; ${connect}`), {
      sandbox: bwrap,
      network: 'install',
    });
    expect(outputOf(install.result).match(/REACHED|ECONNREFUSED/g)).toEqual(['ECONNREFUSED', 'REACHED']);
  });

  test('the host git directory and its hooks stay as they are', async () => {
    const workspace = makeWorkspace();
    writeFileSync(join(workspace.gitDir, 'config'), '[core]\n');
    const { result } = await replay(
      job(
        'echo "[core] fsmonitor = /bin/evil" >> ../mirror.git/config || true; mkdir -p ../mirror.git/hooks || true',
      ),
      { sandbox: bwrap, workspace },
    );
    expect(result.conclusion).toBe('success');
    expect(readFileSync(join(workspace.gitDir, 'config'), 'utf8')).toBe('[core]\n');
    expect(readdirSync(workspace.gitDir)).toEqual(['config']);
  });
});

describe.each<[string, SandboxChoice]>([
  ['without a sandbox', { kind: 'none' }],
  ...(whyNoBwrap === undefined ? [['in bubblewrap', bwrap] satisfies [string, SandboxChoice]] : []),
])('%s', (_name, sandbox) => {
  test('output beyond the limit is dropped, and the step goes on', async () => {
    const { result, tree } = await replay(job('yes 0123456789abcdef | head -c 60000000; echo end > end'), {
      sandbox,
      maxLogBytes: 1_000_000,
    });
    expect(result.conclusion).toBe('success');
    expect(statSync(result.logFile).size).toBeLessThan(1_500_000);
    expect(logOf(result)).toContain('##[warning]The output exceeds 1 MB; the rest is not kept.');
    expect(readFileSync(join(tree, 'end'), 'utf8')).toBe('end\n');
  });

  test('a line without an end is cut and does not fill memory', async () => {
    const before = process.memoryUsage().rss;
    const { result } = await replay(job("head -c 50000000 /dev/zero | tr '\\0' x; echo; echo after"), {
      sandbox,
    });
    expect(outputOf(result)).toContain('[line cut]');
    expect(outputOf(result)).toContain('\nafter');
    expect(statSync(result.logFile).size).toBeLessThan(200_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('a replay that is aborted leaves no process behind', async () => {
    const controller = new AbortController();
    const seconds = String(50_000 + process.pid);
    const script = `setsid sleep ${seconds} & (trap '' TERM INT; sleep ${seconds}) & echo started; sleep ${seconds}`;
    const { result } = await replay(job('true', script, 'echo never', 'true'), {
      sandbox,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'output' && event.line === 'started') controller.abort();
      },
    });
    expect(result.conclusion).toBe('cancelled');
    expect(result.steps.map((step) => [step.treatment, step.conclusion])).toEqual([
      ['replayed', 'success'],
      ['replayed', 'cancelled'],
      ['not-reached', 'cancelled'],
      ['not-reached', 'cancelled'],
    ]);
    expect(processesWith(seconds)).toEqual([]);
  });

  test('a fork bomb ends at the limit of processes or of time, with everything it made', async () => {
    const mark = `bomb-${process.pid}-${sandbox.kind}`;
    const bomb = `cat > ${mark}.sh <<'END'\nwhile :; do sh ./${mark}.sh & sleep 0.05; done\nEND\nsh ./${mark}.sh`;
    const workflow = JSON.stringify({
      on: 'push',
      jobs: { job: { 'runs-on': 'x', steps: [{ run: bomb, 'timeout-minutes': 0.02 }] } },
    });
    const { result } = await replay(workflow, { sandbox });
    expect(result.conclusion).toBe('failure');
    expect(processesWith(`${mark}.sh`)).toEqual([]);
  });
});

/** Live processes whose command line holds the text. */
function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(text) ||
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`/${text}`)
      );
    } catch {
      return false;
    }
  });
}
