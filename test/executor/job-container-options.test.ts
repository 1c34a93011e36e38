import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import type { PlannedContainer } from '../../src/domain/index.js';
import {
  execArgv,
  type JobContainerRequest,
  jobContainerArgv,
  ownerOf,
} from '../../src/executor/sandbox/job-container.js';
import { readContainerWishes } from '../../src/executor/sandbox/job-container-options.js';
import type { ContainerEngine } from '../../src/executor/sandbox/sandbox-choice.js';

const container = (more: Partial<PlannedContainer>): PlannedContainer => ({
  ...{ image: 'node:20', env: {}, volumes: [] },
  ...more,
});

const wishesOf = (more: Partial<PlannedContainer>, folders: string[] = []) =>
  readContainerWishes(container(more), folders);

test.each([
  '--privileged',
  '--cap-add=SYS_ADMIN',
  '--device /dev/kvm',
  '--network host',
  '--pid=host',
  '--ipc host',
  '--userns=host',
  '--security-opt seccomp=unconfined',
  '-v /:/host',
  '--volume=/var/run/docker.sock:/var/run/docker.sock',
  '--mount type=bind,source=/,target=/host',
  '--env-file /etc/shadow',
  '-e HOME',
  '--env *',
  '--cidfile /etc/x',
  '--memory 1t',
  '--ulimit nofile=9999999',
  '--add-host a:1.2.3.4',
])('the option %s is left out and told', (options) => {
  const [name] = options.split(/[ =]/);
  expect(wishesOf({ options })).toEqual({
    ...{ env: {}, args: [], volumes: [], mounts: [] },
    warnings: [`without its options ${name}`],
  });
});

test('harmless options are taken over, those without effect on steps are passed over in silence', () => {
  const options =
    '--name job --workdir /x --shm-size=2g --cpus 1 --tmpfs /fast -e A=1 --env "B=two words" -u 1001:1001 -h box --health-cmd "true"';
  expect(wishesOf({ options, env: { A: 'of env' } })).toEqual({
    env: { A: 'of env', B: 'two words' },
    args: ['--shm-size=2g', '--cpus', '1', '--tmpfs', '/fast'],
    ...{ user: '1001:1001', hostname: 'box', volumes: [], mounts: [], warnings: [] },
  });
});

test('a volume of this machine is taken over within the workspace only, and no link leads out of it', () => {
  const tree = realpathSync(mkdtempSync(join(tmpdir(), 'cifix-tree-')));
  onTestFinished(() => rmSync(tree, { recursive: true, force: true }));
  mkdirSync(join(tree, 'sub'));
  symlinkSync('/etc', join(tree, 'out'));
  const volumes = [
    ...[`${tree}/sub:/a`, `${tree}:/b:ro`, '/anonymous', 'named:/c'],
    ...[
      `${tree}/out:/d`,
      `${tree}/../:/e`,
      '/etc:/f',
      `${tree}/none:/g`,
      'named:/',
      './x:/h',
      'named:relative',
    ],
  ];
  const wishes = wishesOf({ volumes }, [tree]);
  expect(wishes.mounts).toEqual([
    { kind: 'writable', source: `${tree}/sub`, target: '/a' },
    { kind: 'read-only', source: tree, target: '/b' },
  ]);
  expect(wishes.volumes).toEqual(['/anonymous', '/c']);
  expect(wishes.warnings).toEqual([`without its volumes ${volumes.slice(4).join(', ')}`]);
});

const podman: ContainerEngine = {
  kind: 'podman',
  program: '/p',
  version: '1',
  env: {},
  limits: ['--ulimit', 'x'],
};

const request = (more: Partial<JobContainerRequest> = {}): JobContainerRequest => ({
  ...{
    engine: podman,
    image: 'node:20',
    cwd: '/w/tree',
    network: 'on',
    signal: new AbortController().signal,
  },
  found: { id: 'sha256:1', env: {}, user: '' },
  wishes: wishesOf({ env: { A: 'b\nc' }, options: '--hostname box', volumes: ['/data'] }),
  mounts: { home: '/h', path: [], tree: '/w/tree', scratch: '/w/scratch', gitDir: '/', cacheDir: '/c' },
  ...more,
});

const optionsOf = (more: Partial<JobContainerRequest> = {}): string =>
  jobContainerArgv(request(more), 'cifix-1-job-x').join(' ');

test('the container of a job sees the workspace, its HOME and the mirror, and has few rights', () => {
  const options = optionsOf();
  for (const wanted of [
    '/p run --detach --name cifix-1-job-x --pull never',
    '--cap-drop ALL --cap-add CHOWN',
    '--security-opt no-new-privileges',
    '--pids-limit ',
    '--memory ',
    '--ulimit x',
    '--mount type=bind,source=/,target=/,readonly',
    '--mount type=bind,source=/w/tree,target=/w/tree',
    '--mount type=bind,source=/w/scratch/home,target=/github/home',
    '--volume /data',
    '--hostname box',
    '--env A=b\nc',
    '--entrypoint tail sha256:1 -f /dev/null',
  ])
    expect(options).toContain(wanted);
  expect(options).not.toMatch(/--privileged|--network|docker\.sock|SYS_|NET_|MKNOD/);
});

test('its network is that of the services, none, or one that can be taken off', () => {
  const joined = { ...podman, joined: 'cifix-1-service' };
  expect(optionsOf({ engine: joined })).toContain('--network container:cifix-1-service');
  // Engines refuse a name of its own for a container in the network of another.
  expect(optionsOf({ engine: joined })).not.toContain('--hostname');
  expect(optionsOf({ engine: joined, network: 'off' })).toContain('--network none');
  expect(optionsOf({ network: 'switched' })).toContain('--network podman');
  expect(optionsOf({ network: 'switched', engine: { ...podman, kind: 'docker' } })).toContain(
    '--network bridge',
  );
});

test('what steps write as root is given back where root within is not who runs cifix', () => {
  expect(ownerOf(podman, [1000, 1000])).toBeUndefined();
  expect(ownerOf({ ...podman, kind: 'docker' }, [0, 0])).toBeUndefined();
  expect(ownerOf({ ...podman, kind: 'docker' }, [1000, 100])).toBe('1000:100');
});

test('a step is one exec with its folder and its own variables', () => {
  const argv = execArgv(
    { engine: podman, name: 'cifix-1-job-x' },
    { argv: ['sh', '-e', '/t/a.sh'], cwd: '/w/tree/sub', env: { A: 'x y', B: '' } },
  );
  expect(argv.join(' ')).toContain(
    '/p exec --user 0:0 --workdir /w/tree/sub --env A=x y --env B= cifix-1-job-x /bin/sh',
  );
  expect(argv.slice(-3)).toEqual(['sh', '-e', '/t/a.sh']);
});
