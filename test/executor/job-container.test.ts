import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { logOf, outputOf, processesWith } from './support/escapes.js';
import { containers, engine, makeImage } from './support/image.js';
import { replay } from './support/replay.js';

const image = 'localhost/cifix-test-job:1';
/** Of one test alone. */
const other = 'localhost/cifix-test-other:1';
const coreutils = ['tail', 'cat', 'id', 'ls', 'sleep', 'mkdir', 'touch', 'uname', 'chown'];
const programs = ['/bin/sh', ...coreutils.map((name) => `/usr/bin/${name}`), '/usr/bin/grep'];

interface Extra {
  container?: object;
  services?: object;
}

/** A job in that image. */
const job = ({ container = {}, ...more }: Extra, ...steps: (string | object)[]): string =>
  JSON.stringify({
    on: 'push',
    jobs: {
      job: {
        'runs-on': 'ubuntu-latest',
        container: { image, ...container },
        ...more,
        steps: steps.map((step) => (typeof step === 'string' ? { run: step } : step)),
      },
    },
  });

const hostEnv = engine?.env ?? {};
const options = { hostEnv, ...(engine && { sandbox: engine }) };
const standIn = (reason: string, name = image): string =>
  `CI ran this job in the image ${name}; this machine stood in for it: ${reason}`;

describe.skipIf(engine === undefined)('with a container engine', () => {
  beforeAll(() => {
    const removals: (() => void)[] = [];
    makeImage(image, { programs }, (remove) => removals.push(remove));
    return () => {
      for (const remove of removals) remove();
    };
  });

  test('the steps of a job share one container with the system of its image and nothing of this one', async () => {
    makeImage(other, { programs, changes: ['ENV FROM_IMAGE=yes', 'ENV PATH=/usr/bin:/bin'] });
    const text = job(
      { container: { image: other, env: { FROM_JOB: `\${{ format('w{0}', 'orkflow') }}` } } },
      'echo kept > /kept; sleep 60 & echo "$!" > /pid; echo made > made; echo A=1 >> "$GITHUB_ENV"; echo /extra >> "$GITHUB_PATH"',
      [
        'cat /kept; [ -d "/proc/$(cat /pid)" ] && echo still running; cat made; echo "A is $A, $FROM_IMAGE, $FROM_JOB"',
        'echo "$PATH $HOME $PWD"; id -u; echo home > ~/mine; ls /usr/share /home || true',
      ].join('\n'),
      'exit 7',
    );
    const { result, tree, workspace } = await replay(text, { hostEnv });
    const output = outputOf(result);
    expect(output).toContain('kept\nstill running\nmade\nA is 1, yes, workflow\n');
    expect(output).toContain(`/extra:/usr/bin:/bin /github/home ${tree}\n0\n`);
    expect(output).toMatch(/cannot access '\/usr\/share'[\s\S]*cannot access '\/home'/);
    expect(readFileSync(join(tree, 'made'), 'utf8')).toBe('made\n');
    expect(statSync(join(tree, 'made')).uid).toBe(process.getuid?.());
    expect(readFileSync(join(workspace.scratch, 'home/mine'), 'utf8')).toBe('home\n');
    expect(result.failedStep).toMatchObject({ number: 3, exitCode: 7 });
    expect(result.warnings).toEqual([]);
    expect(result.sandbox).toBe(`${engine?.kind} ${engine?.version}, image ${other}`);
    expect(logOf(result)).toContain('shell: sh -e {0}');
    expect(containers()).not.toContain('-job-');
  });

  test('steps have few rights, no token, no socket of the engine, and cannot write to the mirror', async () => {
    const workspace = (await replay(job({}, 'true'), options)).workspace;
    const { result } = await replay(
      job(
        {},
        'grep -E "CapEff|CapBnd|NoNewPrivs" /proc/self/status; echo "[$GITHUB_TOKEN$SECRET]"',
        'ls /var/run /run || true; echo x > "$MIRROR/x" || echo refused',
      ),
      {
        workspace,
        ...options,
        hostEnv: { ...hostEnv, GITHUB_TOKEN: 'host-token', SECRET: 'host-secret' },
        session: {
          ...{ env: { MIRROR: workspace.gitDir }, path: [], steps: {}, status: 'success' },
          ...{ masks: [], nextStep: 1 },
        },
      },
    );
    const output = outputOf(result);
    // That is chown, dac_override, fowner, fsetid, setgid, setuid
    expect(output).toMatch(/CapEff:\s+00000000000000db\nCapBnd:\s+00000000000000db\nNoNewPrivs:\s+1/);
    expect(output).toContain('[]');
    expect(output).not.toMatch(/docker\.sock|podman\.sock/);
    expect(output).toContain('refused');
  });

  test('a step whose time is over dies, and the next one finds the container as it was', async () => {
    const text = job(
      {},
      { run: 'echo kept > /kept; sleep 7777.5', 'timeout-minutes': 0.01 },
      { if: 'always()', run: 'cat /kept; grep -ls "7777[.]5" /proc/[0-9]*/cmdline || echo it is dead' },
    );
    const { result } = await replay(text, options);
    expect(result.steps.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
    expect(result.failedStep?.reason).toMatch(/timed out/);
    expect(outputOf(result)).toContain('kept\nit is dead');
    expect(processesWith('7777.5')).toEqual([]);
  });

  test('Ctrl-C ends the container with all that is in it', async () => {
    const abort = new AbortController();
    const { result } = await replay(job({}, 'sleep 7777.25 & sleep 7777.25 & echo waiting; wait'), {
      ...options,
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'output' && event.line === 'waiting') abort.abort();
      },
    });
    expect(result.conclusion).toBe('cancelled');
    expect(processesWith('7777.25')).toEqual([]);
    expect(containers()).not.toContain('-job-');
  });

  test('after a fix the failing step runs in a container that the steps before it have made again', async () => {
    const text = job(
      {},
      'echo tool > /tool; echo B=1 >> "$GITHUB_ENV"; echo x >> count',
      'cat /tool; echo "B is $B"; cat fixed',
      'echo end',
    );
    const first = await replay(text, options);
    expect(first.result.failedStep).toMatchObject({ number: 2 });
    writeFileSync(join(first.tree, 'fixed'), 'it is fixed\n');
    const { session } = first.result;
    const again = await replay(text, { ...options, workspace: first.workspace, only: 2, session });
    expect(again.result.steps.map(({ number, conclusion }) => [number, conclusion])).toEqual([
      [2, 'success'],
    ]);
    expect(outputOf(again.result)).toContain('tool\nB is 1\nit is fixed');
    const rest = await replay(text, { ...options, workspace: first.workspace, from: 3, session });
    expect(rest.result.steps.map(({ treatment }) => treatment)).toEqual(['skipped', 'skipped', 'replayed']);
    expect(readFileSync(join(first.tree, 'count'), 'utf8')).toBe('x\nx\nx\n');
  });

  test.each([
    ['install', ['lo'], ['eth', 'lo']],
    ['never', ['lo'], ['lo']],
  ] as const)('with the network policy %s a step has the network that it may have', async (...row) => {
    const [network, otherwise, installing] = row;
    const show = 'ls /sys/class/net';
    const { result } = await replay(job({}, show, `${show} # npm ci`, show), { ...options, network });
    // Not every engine can take a network off again: then there is none.
    const isOff = result.warnings.some((warning) => /: without a network, because /.test(warning));
    const expected = [...otherwise, ...(isOff ? otherwise : installing), ...otherwise];
    expect(outputOf(result).match(/^(?:eth|lo)/gm)).toEqual(expected);
  });

  test('what of its options and volumes is harmless shapes the container, the rest is told', async () => {
    makeImage(other, { programs, changes: ['USER 1234'] });
    const container = {
      image: other,
      options: '--privileged --hostname builder -e "WORDS=two words" --user root -v /:/host --workdir /x',
      volumes: [
        '/data',
        'cache:/cached',
        `\${{ github.workspace }}/sub:/a,source=/etc,b`,
        `\${{ github.workspace }}/sub:/sub`,
        '/etc:/machine:ro',
      ],
      credentials: { username: 'octo', password: `\${{ secrets.REGISTRY }}` },
    };
    const script =
      'uname -n; echo "$WORDS"; ls -d /data /cached; cat /sub/file "/a,source=/etc,b/file"; ls /machine /host || true';
    const { result } = await replay(job({ container }, script), {
      ...options,
      prepare: (tree) => {
        mkdirSync(join(tree, 'sub'));
        writeFileSync(join(tree, 'sub/file'), 'of the tree\n');
      },
    });
    const output = outputOf(result);
    expect(output).toContain('builder\ntwo words\n/cached\n/data\nof the tree\nof the tree\n');
    expect(output).toMatch(/cannot access '\/machine'[\s\S]*cannot access '\/host'/);
    expect(result.warnings).toEqual([
      'the container of the job: without its options --privileged, -v',
      'the container of the job: without its volumes /etc:/machine:ro',
      'the container of the job: without its credentials',
    ]);
  });

  test('a tree that the workflow checks out into a folder is seen there, `..` and all', async () => {
    const text = job(
      {},
      { uses: 'actions/checkout@v4', with: { path: 'app' } },
      { run: 'pwd; cat file; cd ..; pwd; ls', 'working-directory': 'app' },
      { run: 'uname', 'working-directory': '/tmp' },
    );
    const { result } = await replay(text, {
      ...options,
      prepare: (tree) => writeFileSync(join(tree, 'file'), 'of the tree\n'),
    });
    expect(result.conclusion).toBe('success');
    expect(outputOf(result)).toMatch(/\/_work\/app\nof the tree\n\S+\/_work\napp\n/);
  });

  test('a shell that the image lacks fails the step, as in CI', async () => {
    const { result } = await replay(job({}, { run: 'true', shell: 'bash' }), options);
    expect(result.failedStep).toMatchObject({ exitCode: 127 });
    expect(outputOf(result)).toMatch(/bash.*not found/);
  });

  test('set-up actions look for tools in the image, not on this machine', async () => {
    const { result } = await replay(
      job({}, { name: 'Node', uses: 'actions/setup-node@v4', with: { 'node-version': 22 } }),
      options,
    );
    expect(result.steps[0]).toMatchObject({
      treatment: 'substituted',
      reason: 'CI set up node 22, the image has none',
    });
    expect(result.warnings).toEqual(['Node: CI set up node 22, the image has none']);
  });

  test('services are reached by their names', async () => {
    const words = 'localhost/cifix-test-named:1';
    const serve = [
      'socket(S,2,1,0); setsockopt(S,1,2,pack("l",1)); bind(S,pack("Sna4x8",2,18090,"\\0\\0\\0\\0")) or die; listen(S,5);',
      'while(accept(C,S)){syswrite(C,"said by name");close(C)}',
    ].join('');
    const ask =
      'for(1..50){socket(S,2,1,0); last if connect(S,pack("Sna4x8",2,18090,scalar gethostbyname("words"))); select(undef,undef,undef,0.1)} sysread(S,$a,99); print "$a\\n"';
    makeImage(words, {
      programs: ['/usr/bin/perl', '/bin/sh'],
      changes: [commandOf('/usr/bin/perl', '-e', serve)],
    });
    makeImage(other, { programs: [...programs, '/usr/bin/perl'] });
    const services = { words: { image: words, volumes: ['/x:/y'] } };
    const { result } = await replay(
      job({ services, container: { image: other } }, `perl -e '${ask}'`),
      options,
    );
    expect(outputOf(result)).toContain('said by name');
    expect(result.warnings).toEqual(['service `words`: without its volumes']);
    expect(containers()).not.toMatch(/-job-|-service-/);
  });

  test('an image that does not start leaves the job to this machine, and says so', async () => {
    makeImage(other, { programs: ['/usr/bin/tail'] });
    const { result } = await replay(job({ container: { image: other } }, 'echo went on'), { hostEnv });
    expect(outputOf(result)).toContain('went on');
    expect(result.warnings).toEqual([
      expect.stringContaining(standIn(`${engine?.kind} does not start the image`, other)),
    ]);
    expect(containers()).not.toContain('-job-');
  });

  test.each([
    [{ network: 'never' }, 'the network is off'],
    [{ noPull: 'a reason' }, 'a reason'],
  ] as const)('an image that is not here is not fetched against the policy %j', async (policy, reason) => {
    const absent = 'localhost/there-is-none:1';
    const { result } = await replay(job({ container: { image: absent } }, 'echo went on'), {
      ...{ hostEnv, ...policy },
    });
    expect(outputOf(result)).toContain('went on');
    expect(result.warnings).toEqual([standIn(`the image is not on this machine, and ${reason}`, absent)]);
    expect(result.sandbox).toBe('none');
  });
});

const commandOf = (...words: string[]): string => `CMD ${JSON.stringify(words)}`;

test.skipIf(process.platform !== 'linux')(
  'without an engine this machine stands in for the image, with the reason',
  async () => {
    const { result } = await replay(job({}, 'echo went on'), { hostEnv: { PATH: folderWith('sh') } });
    expect(outputOf(result)).toContain('went on');
    expect(result.warnings).toEqual([standIn('podman is not installed, docker is not installed')]);
  },
);

test('a container whose image is empty in this leg of the matrix is none', async () => {
  const { result } = await replay(job({ container: { image: `\${{ matrix.image }}` } }, 'echo went on'));
  expect(outputOf(result)).toContain('went on');
  expect(result.warnings).toEqual([]);
});

/** A PATH on which there is one program, and no engine. */
function folderWith(program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cifix-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(`/bin/${program}`, join(folder, program));
  return folder;
}
