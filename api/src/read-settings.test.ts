import { describe, expect, it } from 'vitest';
import { Problem } from './problem.js';
import { describeTiles, readSettings, type Environment } from './read-settings.js';

const anonymous = { isEmbedded: false, readingIsAnonymous: true };
const known = { isEmbedded: false, readingIsAnonymous: false };

function refusalOf(environment: Environment, context = anonymous): Problem['details'] {
  try {
    readSettings(environment, context);
  } catch (error) {
    if (error instanceof Problem) return error.details;
  }
  throw new Error('it was not refused');
}

describe('readSettings', () => {
  it('takes what is not set, and what is set to nothing, as absent', () => {
    expect(readSettings({}, anonymous)).toEqual({});
    const empty = { MARTIN_URL: '', TILES_PUBLIC_URL: ' ', TILES_PUBLIC_AUTHORISES: '' };
    expect(readSettings(empty, { isEmbedded: true, readingIsAnonymous: false })).toEqual({});
  });

  it('takes addresses without the slash at their end', () => {
    expect(
      readSettings(
        { MARTIN_URL: ' http://127.0.0.1:3000/ ', TILES_PUBLIC_URL: 'https://tiles.example.com/martin/' },
        anonymous,
      ),
    ).toEqual({ martinUrl: 'http://127.0.0.1:3000', tilesPublicUrl: 'https://tiles.example.com/martin' });
  });

  it.each([
    ['martin:3000', '"martin:3000" does not begin with http:// or https://.'],
    ['127.0.0.1:3000', '"127.0.0.1:3000" is not an address.'],
    ['http://a/?x=1', '"http://a/?x=1" goes on after its path.'],
    ['http://a/#x', '"http://a/#x" goes on after its path.'],
    ['http://user:geheim@a/', 'The address holds a login.'],
  ])('refuses the address %s by the name of its variable', (address, detail) => {
    for (const field of ['MARTIN_URL', 'TILES_PUBLIC_URL']) {
      const refusal = refusalOf({ [field]: address });
      expect(refusal).toMatchObject({ type: 'invalid-setting', field, detail });
      expect(refusal.fix).toMatch(/^write it as https?:/);
    }
  });

  it('refuses Martin beside the embedded database, which Martin cannot read', () => {
    expect(
      refusalOf({ MARTIN_URL: 'http://127.0.0.1:3000' }, { isEmbedded: true, readingIsAnonymous: true }),
    ).toMatchObject({ type: 'setting-needs-server', field: 'MARTIN_URL' });
  });

  it('refuses a public address of tiles where reading is not anonymous, unless it is declared to authorise', () => {
    const environment = { TILES_PUBLIC_URL: 'https://tiles.example.com' };
    expect(refusalOf(environment, known)).toMatchObject({
      type: 'tiles-public-unauthorised',
      field: 'TILES_PUBLIC_URL',
    });
    expect(refusalOf({ ...environment, TILES_PUBLIC_AUTHORISES: '0' }, known).type).toBe(
      'tiles-public-unauthorised',
    );
    const settings = { tilesPublicUrl: 'https://tiles.example.com' };
    expect(readSettings({ ...environment, TILES_PUBLIC_AUTHORISES: '1' }, known)).toEqual(settings);
    expect(readSettings(environment, anonymous)).toEqual(settings);
    expect(refusalOf({ ...environment, TILES_PUBLIC_AUTHORISES: 'yes' })).toMatchObject({
      type: 'invalid-setting',
      field: 'TILES_PUBLIC_AUTHORISES',
    });
  });

  it('tells in one line where tiles come from', () => {
    expect(describeTiles({})).toBe('Tiles: cut by this server');
    expect(describeTiles({ martinUrl: 'http://a:1', tilesPublicUrl: 'https://b' })).toBe(
      'Tiles: Martin at http://a:1; browsers are sent to https://b',
    );
  });
});
