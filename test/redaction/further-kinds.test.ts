import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createRedactor } from '../../src/redaction/index.js';

const { redact } = createRedactor({ env: {}, secrets: [] });
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const alnum = `${letters}0123456789`;
const hex = '0123456789abcdef';
const low = 'abcdefghijklmnopqrstuvwxyz0123456789';
const p = (alphabet: string, length: number): string =>
  [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('');
const uuid = (): string => [8, 4, 4, 4, 12].map((n) => p(hex, n)).join('-');

/** A line as tools write it, and the part of it that must not be seen afterwards. Made at run time, as all secrets here. */
const kinds: Record<string, () => [string, string]> = {
  'npmrc auth': () => {
    const s = p(alnum, 36);
    return [`//registry.npmjs.org/:_authToken=${s}`, s];
  },
  'npmrc basic': () => {
    const s = Buffer.from(`u:${p(alnum, 20)}`).toString('base64');
    return [`_auth=${s}`, s];
  },
  'git https token': () => {
    const s = p(alnum, 40);
    return [`remote: https://x-access-token:${s}@github.com/o/r.git`, s];
  },
  'git https token only': () => {
    const s = p(alnum, 40);
    return [`fatal: unable to access 'https://${s}@github.com/o/r.git/'`, s];
  },
  'x-api-key header': () => {
    const s = p(hex, 40);
    return [`> X-Api-Key: ${s}`, s];
  },
  'cookie session': () => {
    const s = p(hex, 48);
    return [`< set-cookie: session=${s}; Path=/; HttpOnly`, s];
  },
  'docker config': () => {
    const s = Buffer.from(`user:${p(alnum, 24)}`).toString('base64');
    return [`{"auths":{"ghcr.io":{"auth":"${s}"}}}`, s];
  },
  netrc: () => {
    const s = p(alnum, 24);
    return [`machine github.com login octo password ${s}`, s];
  },
  'kubeconfig token': () => {
    const s = p(alnum, 60);
    return [`    token: ${s}`, s];
  },
  'kube client-key-data': () => {
    const s = Buffer.from(`-----BEGIN ${'RSA'} PRIVATE KEY-----\n${p(alnum, 200)}`).toString('base64');
    return [`    client-key-data: ${s}`, s];
  },
  'basic header': () => {
    const s = Buffer.from(`admin:${p(alnum, 16)}`).toString('base64');
    return [`Authorization: Basic ${s}`, s];
  },
  'curl -u': () => {
    const s = p(alnum, 18);
    return [`+ curl -u deploy:${s} https://x.test/`, s];
  },
  'curl --user': () => {
    const s = p(alnum, 18);
    return [`curl --user 'deploy:${s}' https://x.test/`, s];
  },
  'mysql -p': () => {
    const s = p(alnum, 14);
    return [`mysql -uroot -p${s} app`, s];
  },
  '--password flag': () => {
    const s = `${p(alnum, 14)}1`;
    return [`docker login --username u --password ${s}`, s];
  },
  '--token flag': () => {
    const s = p(alnum, 32);
    return [`tool login --token ${s}`, s];
  },
  'export PASSWORD': () => {
    const s = `${p(alnum, 16)}!4`;
    return [`export POSTGRES_PASSWORD='${s}'`, s];
  },
  'yaml password': () => {
    const s = `${p(alnum, 16)}4`;
    return [`  password: ${s}`, s];
  },
  'redis url': () => {
    const s = p(alnum, 20);
    return [`redis://:${s}@cache:6379/0`, s];
  },
  'amqp url': () => {
    const s = p(alnum, 20);
    return [`amqp://svc:${s}@mq:5672/`, s];
  },
  'mongo srv': () => {
    const s = p(alnum, 20);
    return [`mongodb+srv://app:${s}@c0.x.mongodb.net/db`, s];
  },
  'GitLab ci job': () => {
    const s = p(alnum, 20);
    return [`glcbt-64_${s}`, s];
  },
  'GitLab new pat': () => {
    const s = `${p(alnum, 27)}.01.${p(low, 9)}`;
    return [`glpat-${s}`, s.slice(0, 20)];
  },
  Databricks: () => {
    const s = `dapi${p(hex, 32)}`;
    return [s, s];
  },
  Vault: () => {
    const s = `hvs.${p(alnum, 90)}`;
    return [s, s];
  },
  Shopify: () => {
    const s = `shpat_${p(hex, 32)}`;
    return [s, s];
  },
  Linear: () => {
    const s = `lin_api_${p(alnum, 40)}`;
    return [s, s];
  },
  Atlassian: () => {
    const s = `ATATT3xFfGF0${p(alnum, 180)}`;
    return [s, s];
  },
  Sentry: () => {
    const s = `sntrys_${p(alnum, 100)}`;
    return [s, s];
  },
  'Sentry dsn': () => {
    const s = p(hex, 32);
    return [`SENTRY_DSN=https://${s}@o1.ingest.sentry.io/2`, s];
  },
  Grafana: () => {
    const s = `glsa_${p(alnum, 32)}_${p(hex, 8)}`;
    return [s, s];
  },
  'New Relic': () => {
    const s = `NRAK-${p('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 27)}`;
    return [s, s];
  },
  'Datadog env': () => {
    const s = p(hex, 32);
    return [`DD_API_KEY=${s}`, s];
  },
  'Codecov env': () => {
    const s = uuid();
    return [`CODECOV_TOKEN: ${s}`, s];
  },
  Sonar: () => {
    const s = `sqp_${p(hex, 40)}`;
    return [s, s];
  },
  'Snyk env': () => {
    const s = uuid();
    return [`SNYK_TOKEN=${s}`, s];
  },
  Heroku: () => {
    const s = `HRKU-${p(alnum, 60)}`;
    return [s, s];
  },
  Netlify: () => {
    const s = `nfp_${p(alnum, 36)}`;
    return [s, s];
  },
  'Cloudflare env': () => {
    const s = p(alnum, 40);
    return [`CLOUDFLARE_API_TOKEN=${s}`, s];
  },
  'AWS session': () => {
    const s = p(`${alnum}/+`, 300);
    return [`AWS_SESSION_TOKEN=${s}`, s];
  },
  'AWS signed url': () => {
    const s = p(hex, 64);
    return [
      `https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA${p('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}%2F20260101&X-Amz-Signature=${s}`,
      s,
    ];
  },
  'GCS signed': () => {
    const s = p(hex, 256);
    return [`https://storage.googleapis.com/b/k?X-Goog-Signature=${s}`, s];
  },
  'Azure SAS': () => {
    const s = encodeURIComponent(randomBytes(32).toString('base64'));
    return [`https://a.blob.core.windows.net/c?sv=2022&sig=${s}`, s];
  },
  'Azure AD secret': () => {
    const s = `${p(alnum, 3)}8Q~${p(`${alnum}~_.-`, 34)}`;
    return [`value ${s}`, s];
  },
  Mailchimp: () => {
    const s = `${p(hex, 32)}-us12`;
    return [`MAILCHIMP_API_KEY=${s}`, s];
  },
  'Discord bot': () => {
    const s = `M${p(alnum, 23)}.${p(alnum, 6)}.${p(alnum, 38)}`;
    return [`DISCORD_TOKEN=${s}`, s];
  },
  'OpenSSH key line': () => {
    const s = randomBytes(120).toString('base64');
    return [
      `-----BEGIN ${'OPENSSH'} PRIVATE KEY-----\n${s}\n-----END OPENSSH PRIVATE KEY-----`,
      s.slice(0, 40),
    ];
  },
  'PGP block': () => {
    const s = randomBytes(48).toString('base64');
    return [
      `-----BEGIN ${'PGP'} PRIVATE KEY BLOCK-----\n\n${s}\n${s}\n-----END PGP PRIVATE KEY BLOCK-----`,
      s.slice(0, 40),
    ];
  },
  passphrase: () => {
    const s = `${p(alnum, 20)}3`;
    return [`GPG_PASSPHRASE=${s}`, s];
  },
  'json private_key': () => {
    const s = randomBytes(60).toString('base64');
    return [
      `"private_key": "-----BEGIN ${'PRIVATE'} KEY-----\\n${s}\\n-----END PRIVATE KEY-----\\n"`,
      s.slice(0, 40),
    ];
  },
  'github actions runtime': () => {
    const s = `eyJ${p(alnum, 60)}.eyJ${p(alnum, 200)}.${p(alnum, 80)}`;
    return [`ACTIONS_RUNTIME_TOKEN=${s}`, s];
  },
  'Groq/xai': () => {
    const s = `xai-${p(alnum, 80)}`;
    return [s, s];
  },
};

test('finds at least 98 in 100 of further kinds, in the lines in which tools write them', () => {
  const missed: string[] = [];
  let total = 0;
  for (const [kind, make] of Object.entries(kinds)) {
    for (let i = 0; i < 20; i++) {
      const [line, secret] = make();
      const out = redact(`2026-11-21T02:03:04.5678901Z ${line}`);
      total++;
      if (out.includes(secret.slice(0, 12)) || out.includes(secret.slice(-10))) missed.push(kind);
    }
  }
  expect(Object.keys(kinds).length).toBeGreaterThanOrEqual(50);
  expect(missed.length / total, missed.join(', ')).toBeLessThanOrEqual(0.02);
});
