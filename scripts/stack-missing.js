/** What the native stack needs beside Node, and how to get it. */

export const martinVersion = '1.14.0';

/** One line for each thing that is not there; none when all is. */
export function describeMissing({ postgis, martin }) {
  const lines = [];
  if (postgis === undefined) {
    lines.push(
      'PostgreSQL with PostGIS 3.3 or newer is missing: `apt-get install postgresql-15-postgis-3` on Debian 12, ' +
        '`brew install postgis` on macOS. No server has to run: the stack starts its own.',
    );
  }
  if (martin === undefined) {
    lines.push(
      `Martin ${martinVersion} is missing: \`cargo install martin --version ${martinVersion} --locked ` +
        '--no-default-features --features postgres`, or a release of ' +
        `https://github.com/maplibre/martin/releases/tag/martin-v${martinVersion} in the PATH or named by MARTIN_PATH.`,
    );
  }
  return lines;
}
