import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from './prepare.js';
import { martinVersion } from './stack-missing.js';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly user: string;
  readonly restart: string;
  readonly read_only: boolean;
  readonly cap_drop: string[];
  readonly security_opt: string[];
  readonly logging: { options: Record<string, string> };
  readonly environment: Record<string, string>;
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly networks: string[];
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: { test: string[] };
}

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
};
const services = Object.entries(compose.services);
const example = read('.env.example');
const dockerfile = read('Dockerfile');

describe('the compose file', () => {
  it('runs the Martin that CI runs and that the native stack asks for', () => {
    const ofCi = /^martin_version=(\S+)$/m.exec(read('.ci/run'))?.[1];
    expect(compose.services['martin']?.image).toBe(`ghcr.io/maplibre/martin:${ofCi}`);
    expect(martinVersion).toBe(ofCi);
  });

  it('pins every image that is not built here', () => {
    const foreign = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    const stages = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(foreign).toHaveLength(2);
    expect(stages).toHaveLength(3);
    for (const image of [...foreign, ...stages]) expect(image).toMatch(/^[^:]+:\d+[.-]\S*\d/);
    expect(new Set(stages).size).toBe(1);
  });

  it.each(services)('runs %s without rights it does not need', (_name, service) => {
    expect(service.user).toMatch(/^(node|[1-9]\d*:[1-9]\d*)$/);
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.logging.options).toEqual({ 'max-size': '20m', 'max-file': '5' });
  });

  it('starts each part when the one below it is well, and keeps all but the migration running', () => {
    expect(
      services.map(([name, { restart, depends_on = {}, healthcheck }]) => [
        name,
        restart,
        healthcheck !== undefined,
        Object.entries(depends_on).map(([below, { condition }]) => `${below} ${condition}`),
      ]),
    ).toEqual([
      ['postgis', 'unless-stopped', true, []],
      ['migrate', 'no', false, ['postgis service_healthy']],
      ['martin', 'unless-stopped', true, ['migrate service_completed_successfully']],
      ['api', 'unless-stopped', true, ['migrate service_completed_successfully', 'martin service_healthy']],
    ]);
  });

  it('publishes the port of the API alone, on this machine unless told otherwise', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['api']);
    expect(compose.services['api']?.ports).toEqual([
      '${WANGGE_ADDRESS:-127.0.0.1}:${WANGGE_PORT:-8080}:8080',
    ]);
    expect(compose.networks['inside']).toEqual({ internal: true });
    expect(services.filter(([, { networks }]) => networks.includes('outside')).map(([name]) => name)).toEqual(
      ['api'],
    );
  });

  it('connects each part with a login of its own', () => {
    const loginOf = (name: string): string | undefined =>
      /^postgres:\/\/(\w+):/.exec(compose.services[name]?.environment['DATABASE_URL'] ?? '')?.[1];
    expect(['migrate', 'martin', 'api'].map(loginOf)).toEqual([
      'wangge_owner',
      'wangge_tiles_login',
      'wangge_api_login',
    ]);
    const logins = read('scripts/create-logins.sql');
    for (const name of ['migrate', 'martin', 'api'])
      expect(logins).toContain(`alter role ${loginOf(name)} login`);
  });

  it('takes passwords from .env alone and stops without them', () => {
    const used = services.flatMap(([, { environment }]) =>
      Object.values(environment).flatMap((value) => value.match(/\$\{\w*PASSWORD[^}]*\}/g) ?? []),
    );
    expect(used).toHaveLength(8);
    for (const variable of used) expect(variable).toMatch(/^\$\{(\w+):\?set \1 in \.env/);
    const given = [...example.matchAll(/^(\w*PASSWORD)=(.*)$/gm)];
    expect(new Set(given.map(([, name]) => name))).toEqual(
      new Set(used.map((variable) => /\w+/.exec(variable)?.[0])),
    );
    expect(given.map(([, , value]) => value)).toEqual(given.map(() => ''));
  });

  it('reads no variable that .env.example does not explain, and the example none that is not read', () => {
    const read = [...JSON.stringify(compose).matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    const explained = [...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(new Set(explained)).toEqual(new Set([...read, 'COMPOSE_PROJECT_NAME']));
  });

  it('mounts and copies only what is there', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) =>
      volumes.filter((volume) => volume.startsWith('./')).map((volume) => volume.split(':')[0]!),
    );
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
      paths!.split(' '),
    );
    expect(mounted).toHaveLength(2);
    expect(copied.length).toBeGreaterThan(8);
    for (const path of [...mounted, ...copied]) expect(existsSync(join(projectRoot, path)), path).toBe(true);
  });

  it('sends to the engine what the Dockerfile copies, and no tests', () => {
    const rules = read('.dockerignore').split('\n');
    const allowed = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
      paths!.split(' '),
    );
    for (const path of copied) expect(allowed).toContain(path.split('/')[0]);
    expect(rules).toEqual(expect.arrayContaining(['*', '**/node_modules', 'api/test', '**/*.test.ts']));
  });
});
