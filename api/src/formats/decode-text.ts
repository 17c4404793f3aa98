import { Problem, tellValue } from '../problem.js';

/** Names that software for maps writes into `.cpg` files and people say, beside the labels of the WHATWG list. */
const spokenNames: Readonly<Record<string, string>> = {
  '936': 'gbk',
  cp936: 'gbk',
  'ansi 936': 'gbk',
  'windows-936': 'gbk',
  '54936': 'gb18030',
  '950': 'big5',
  cp950: 'big5',
  '1252': 'windows-1252',
  'ansi 1252': 'windows-1252',
  '65001': 'utf-8',
  '88591': 'iso-8859-1',
};

/**
 * The canonical label of a text encoding, as TextDecoder knows it.
 *
 * @throws Problem when it is unknown; `field` names where the label came from.
 */
export function understandEncoding(label: string, file: string, field: string): string {
  const name = label.trim().toLowerCase();
  const canonical = spokenNames[name] ?? name;
  try {
    return new TextDecoder(canonical).encoding;
  } catch (cause) {
    throw new Problem(
      {
        type: 'unknown-encoding',
        status: 422,
        file,
        field,
        detail: `The text encoding "${tellValue(label.trim())}" is not known.`,
        fix: 'Name one with --encoding, for example --encoding gbk or --encoding utf-8.',
      },
      { cause },
    );
  }
}
