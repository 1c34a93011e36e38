import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { isContainerEngine, type SandboxChoice } from '../../src/executor/sandbox/sandbox-choice.js';
import { fullImageName, readPort, readServiceOptions } from '../../src/executor/sandbox/service-options.js';
import { outputOf } from './support/escapes.js';
import { containers, engine, makeImage } from './support/image.js';
import { replay } from './support/replay.js';
import { allSandboxes } from './support/sandbox.js';

test('of the options of a service only its health checks and its shape reach the engine', () => {
  const options =
    '--health-cmd "pg_isready -U postgres" --health-interval=10s --privileged -v /:/host --volume=/:/x --health-retries 5 --cap-add SYS_ADMIN';
  expect(readServiceOptions(options)).toEqual({
    taken: ['--health-cmd', 'pg_isready -U postgres', '--health-interval=10s', '--health-retries', '5'],
    left: ['--privileged', '-v', '--volume', '--cap-add'],
  });
  expect(readServiceOptions('--health-cmd="redis-cli ping" --pid host')).toEqual({
    taken: ['--health-cmd=redis-cli ping'],
    left: ['--pid'],
  });
});

test('ports are read with and without a port of this machine', () => {
  expect(['5432', '5433:5432', '53:53/udp'].map(readPort)).toEqual([
    { host: 5432, container: 5432, protocol: 'tcp' },
    { host: 5433, container: 5432, protocol: 'tcp' },
    { host: 53, container: 53, protocol: 'udp' },
  ]);
  expect(['0.0.0.0:1:2', 'x', '1-5'].map(readPort)).toEqual([undefined, undefined, undefined]);
});

test('a short name of an image is that of Docker Hub, as GitHub takes it', () => {
  const names = [
    'redis',
    'postgres:16',
    'octo/tool:1',
    'ghcr.io/octo/tool',
    'localhost:5000/tool',
    'localhost/tool',
  ];
  expect(names.map(fullImageName)).toEqual([
    'docker.io/library/redis',
    'docker.io/library/postgres:16',
    'docker.io/octo/tool:1',
    'ghcr.io/octo/tool',
    'localhost:5000/tool',
    'localhost/tool',
  ]);
});

const job = (service: object, ...scripts: string[]): string =>
  JSON.stringify({
    on: 'push',
    jobs: {
      job: {
        'runs-on': 'ubuntu-latest',
        services: { words: service },
        steps: scripts.map((run) => ({ run })),
      },
    },
  });

/** A PATH on which there is one program, and no engine. */
function folderWith(program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cifix-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(`/bin/${program}`, join(folder, program));
  return folder;
}

const fetchFrom = (port: string): string =>
  `node -e "fetch('http://127.0.0.1:${port}').then(r=>r.text()).then(t=>console.log('answer: '+t),e=>console.log(e.cause.code))"`;

test('a service without an engine is told with the reason, and the job runs', async () => {
  const { result } = await replay(job({ image: 'words:1', ports: ['64999:80'] }, 'echo went on'), {
    hostEnv: { PATH: folderWith('bash') },
  });
  expect(result.conclusion).toBe('success');
  expect(result.warnings.filter((warning) => warning.includes('words'))).toEqual([
    expect.stringMatching(/^the service `words` of CI is not started here: podman .*, docker .*/),
  ]);
});

test('a port of this machine that answers already stands in for the service', async () => {
  const server = createServer((_request, response) => response.end('from here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const text = job(
    { image: 'words:1', ports: [`${port}:80`] },
    fetchFrom(`\${{ job.services.words.ports['80'] }}`),
  );
  const { result } = await replay(text);
  expect(outputOf(result)).toContain('answer: from here');
  expect(result.warnings).toContain(
    `what listens on port ${port} of this machine stood in for the service \`words\``,
  );
});

test('a service is not started where no step could reach it', async () => {
  const { result } = await replay(job({ image: 'words:1' }, 'true'), { network: 'install' });
  expect(result.warnings).toEqual([
    'the service `words` of CI is not started here: the network is off for the steps of this job',
  ]);
});

describe.skipIf(engine === undefined)('with a container engine', () => {
  const image = 'localhost/cifix-test-words:1';
  const hostEnv = engine?.env ?? {};
  const sides: [string, SandboxChoice][] = allSandboxes.filter(
    ([kind]) => kind === 'bwrap' || kind === engine?.kind,
  );

  test.each(sides)(
    'a service answers the steps in %s, healthy first, and is gone after the job',
    async (_kind, sandbox) => {
      makeWords(image);
      const ports = isContainerEngine(sandbox) ? ['18080:18080'] : ['18081:18080'];
      const service = {
        image,
        ports,
        env: { WORD: `\${{ format('wo{0}', 'rd') }}` },
        options:
          '--health-cmd "perl -e \'exit(-e q(/tmp/ready) ? 0 : 1)\'" --health-interval 1s --privileged',
      };
      const { result } = await replay(job(service, fetchFrom(`\${{ job.services.words.ports['18080'] }}`)), {
        sandbox,
        hostEnv,
      });
      expect(outputOf(result)).toContain('answer: word');
      expect(result.warnings).toEqual(['service `words`: without its options --privileged']);
      expect(containers()).not.toContain('service');
    },
  );

  test('an image that is not to be had is told, and the job runs', async () => {
    const service = { image: 'localhost/there-is-none:1', ports: ['18082:1'] };
    const { result } = await replay(job(service, 'true'), { hostEnv });
    expect(result.conclusion).toBe('success');
    expect(result.warnings.join()).toMatch(/the service `words` of CI is not started here: .*there-is-none/);
  });
});

/** A server in this machine's own perl. */
function makeWords(name: string): void {
  const script = [
    'socket(S,2,1,0); setsockopt(S,1,2,pack("l",1)); bind(S,pack("Sna4x8",2,18080,"\\0\\0\\0\\0")) or die; listen(S,5);',
    'open(R,">/tmp/ready"); close(R);',
    'while(accept(C,S)){sysread(C,$q,4096);syswrite(C,"HTTP/1.0 200 OK\\r\\n\\r\\n$ENV{WORD}");close(C)}',
  ].join('');
  const command = `CMD ${JSON.stringify(['/usr/bin/perl', '-e', script])}`;
  makeImage(name, { programs: ['/usr/bin/perl', '/bin/sh'], changes: [command] });
}
