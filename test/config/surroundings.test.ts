import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findDirectories, findHosts, findToken } from '../../src/config/index.js';
import { makeScratch, writeFiles } from '../support/git-repository.js';

const { scratch, clean } = makeScratch('surroundings');
afterAll(clean);

describe('the hosts', () => {
  const dotcom = { apiUrl: 'https://api.github.com', serverUrl: 'https://github.com' };
  const enterprise = { apiUrl: 'https://ghe.test/api/v3', serverUrl: 'https://ghe.test' };
  test.each([
    [{}, dotcom],
    [{ GITHUB_SERVER_URL: 'https://github.com/' }, dotcom],
    [{ GITHUB_API_URL: 'https://api.github.com/' }, dotcom],
    [{ GITHUB_API_URL: 'https://ghe.test/api/v3/' }, enterprise],
    [{ GITHUB_SERVER_URL: 'https://ghe.test//' }, enterprise],
    [
      { GITHUB_API_URL: 'http://127.0.0.1:1/api/v3', GITHUB_SERVER_URL: 'http://127.0.0.1:2' },
      { apiUrl: 'http://127.0.0.1:1/api/v3', serverUrl: 'http://127.0.0.1:2' },
    ],
  ])('of %j', (env, hosts) => {
    expect(findHosts(env)).toEqual(hosts);
  });
});

describe('the directories', () => {
  test('follow the XDG variables, else lie under the home directory', () => {
    expect(findDirectories({ HOME: '/home/me' })).toEqual({
      state: '/home/me/.local/state/cifix',
      cache: '/home/me/.cache/cifix',
    });
    expect(findDirectories({ HOME: '/home/me', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c' })).toEqual({
      state: '/s/cifix',
      cache: '/c/cifix',
    });
  });
});

describe('the token', () => {
  let programs = 0;
  const gh = (script: string) => {
    programs += 1;
    const path = join(scratch, `gh-${programs}`);
    writeFiles(path, { gh: { executable: `#!/bin/sh\n${script}\n` } });
    return `${path}:${process.env.PATH}`;
  };

  test.each([
    [{ GH_TOKEN: ' one ', GITHUB_TOKEN: 'two' }, 'one', 'GH_TOKEN'],
    [{ GH_TOKEN: '', GITHUB_TOKEN: 'two' }, 'two', 'GITHUB_TOKEN'],
  ])('of %j is %s', async (env, token, origin) => {
    expect(await findToken(env)).toEqual({ token, origin });
  });

  test('is asked of gh where the environment has none', async () => {
    const PATH = gh('[ "$1 $2" = "auth token" ] && echo three');
    expect(await findToken({ PATH })).toEqual({ token: 'three', origin: 'gh auth token' });
  });

  test.each([
    ['gh is not logged in', 'echo "no oauth token" >&2; exit 1'],
    ['gh has nothing to say', 'true'],
  ])('is none when %s', async (_case, script) => {
    expect(await findToken({ PATH: gh(script) })).toBeUndefined();
  });

  test('is none without gh', async () => {
    expect(await findToken({ PATH: join(scratch, 'empty') })).toBeUndefined();
  });
});
