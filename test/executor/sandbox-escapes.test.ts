import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { describeSandbox } from '../../src/executor/index.js';
import { homeWithCredentials, job, logOf, outputOf, processesWith } from './support/escapes.js';
import { makeWorkspace, replay } from './support/replay.js';
import { sandboxes } from './support/sandbox.js';

describe.each(sandboxes)('in %s', (_kind, sandbox) => {
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
        sandbox,
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
    expect(result.sandbox).toBe(describeSandbox(sandbox));
  });

  test('the environment of other processes of this user is out of reach', async () => {
    const other = spawn('sleep', ['60'], { env: { ...process.env, OTHER_TOKEN: 'SECRET-other' } });
    onTestFinished(() => {
      other.kill();
    });
    const script = `cat /proc/${other.pid}/environ /proc/1/environ /proc/*/environ 2>/dev/null | tr '\\0' '\\n' || true`;
    const { result } = await replay(job(script), { sandbox });
    expect(outputOf(result)).toContain('RUNNER_TRACKING_ID=');
    expect(outputOf(result)).not.toContain('SECRET');
    const open = await replay(job(`cat /proc/${other.pid}/environ`), { sandbox: { kind: 'none' } });
    expect(outputOf(open.result)).toContain('SECRET-other');
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
      { sandbox },
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
      { sandbox },
    );
    await replay(job('echo again'), { sandbox, workspace, session: result.session });
    expect(result.conclusion, logOf(result)).toBe('success');
    expect(readdirSync(outside)).toEqual(['kept']);
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
  });

  test('a link out of the tree leads nowhere that can be written, and to no hidden file', async () => {
    const home = homeWithCredentials();
    const { result } = await replay(job('cat link/.ssh/id_ed25519 || true; echo x > link/new || true'), {
      sandbox,
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
      { sandbox },
    );
    expect(outputOf(result)).toMatch(/^gone$/m);
    expect(processesWith(seconds)).toEqual([]);
  });

  test('with the network off, no listener of this machine is reached; loopback within the step works', async () => {
    const port = await listen(0);
    const connect = `node -e "require('net').connect(${port},'127.0.0.1').on('data',d=>console.log(''+d)).on('error',e=>console.log(e.code))"`;
    const own = `node -e "const s=require('net').createServer(c=>c.end()).listen(0,()=>require('net').connect(s.address().port).on('close',()=>{console.log('own works');s.close()}).resume())"`;
    const { result } = await replay(job(connect, own), { sandbox, network: 'never' });
    expect(outputOf(result)).toContain('ECONNREFUSED');
    expect(outputOf(result)).toContain('own works');
  });

  test('the network is there while packages are installed, and gone in the steps after', async () => {
    const devices = `echo devices=$(awk 'NR > 2 && $1 !~ /^lo/' /proc/net/dev | wc -l)`;
    const send = `node -e "require('dgram').createSocket('udp4').send('x',9,'192.0.2.1',e=>{console.log(e?e.code:'sent');process.exit()})"`;
    const scripts = [`: npm ci; ${devices}`, devices, send] as const;
    const { result } = await replay(job(...scripts), { sandbox, network: 'install' });
    const [installing, testing, sending] = outputOf(result).match(/devices=\d+|sent|E[A-Z]{4,}/g) ?? [];
    expect([testing, sending]).toEqual(['devices=0', 'ENETUNREACH']);
    // A machine without any network has none to give.
    expect(installing !== 'devices=0').toBe(hasNetwork());
  });

  test("the sockets of this user's agents cannot be spoken to", async () => {
    const folder = mkdtempSync('/tmp/cifix-agent-');
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const socket = join(folder, 'agent.sock');
    await listen(socket);
    const speak = (path: string): string =>
      `node -e "require('net').connect('${path}').on('data',d=>console.log(''+d)).on('error',e=>console.log(e.code))"`;
    const script = `${speak(socket)}; ls -A /run /var/run | grep -E 'sock|user|dbus' || echo no sockets; echo agent=$SSH_AUTH_SOCK`;
    const hostEnv = { SSH_AUTH_SOCK: socket, DOCKER_HOST: `unix://${socket}` };
    const { result } = await replay(job(script, 'env'), { sandbox, hostEnv });
    expect(outputOf(result)).toContain('ENOENT');
    expect(outputOf(result)).toContain('no sockets');
    expect(outputOf(result)).toMatch(/^agent=$/m);
    expect(outputOf(result)).not.toContain('agent.sock');
    const open = await replay(job(speak(socket)), { sandbox: { kind: 'none' } });
    expect(outputOf(open.result)).toContain('REACHED');
  });

  test('processes of this machine can be neither seen nor signalled', async () => {
    const script = `kill -0 ${process.pid} 2>/dev/null && echo SEEN; grep -l vitest /proc/[0-9]*/cmdline && echo SEEN; echo done`;
    const { result } = await replay(job(script), { sandbox });
    expect(outputOf(result)).not.toContain('SEEN');
    expect(outputOf(result)).toContain('done');
  });

  test('the host git directory and its hooks stay as they are', async () => {
    const workspace = makeWorkspace();
    writeFileSync(join(workspace.gitDir, 'config'), '[core]\n');
    const { result } = await replay(
      job(
        'echo "[core] fsmonitor = /bin/evil" >> ../mirror.git/config || true; mkdir -p ../mirror.git/hooks || true',
      ),
      { sandbox, workspace },
    );
    expect(result.conclusion).toBe('success');
    expect(readFileSync(join(workspace.gitDir, 'config'), 'utf8')).toBe('[core]\n');
    expect(readdirSync(workspace.gitDir)).toEqual(['config']);
  });
});

/** A listener of this machine that says REACHED; answers its port, 0 for a socket in the file system. */
async function listen(where: number | string): Promise<number> {
  const server = createServer((socket) => socket.end('REACHED'));
  await new Promise<void>((resolve) =>
    typeof where === 'string' ? server.listen(where, resolve) : server.listen(where, '127.0.0.1', resolve),
  );
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const hasNetwork = (): boolean => readFileSync('/proc/net/dev', 'utf8').trim().split('\n').length > 3;
