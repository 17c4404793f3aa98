/** Where the pieces of a GeoJSON text go, in the order of the text. */
export interface JsonPieces {
  /** The text of one element of a top-level `features` array. */
  readonly onFeature: (text: string) => void;
  /**
   * The text of one top-level value, each of its features replaced by `0`, so that parsing it proves
   * the commas and brackets around them.
   */
  readonly onDocument: (text: string) => void;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
/** The record separator that starts a line of RFC 8142 text sequences. */
const recordSeparator = String.fromCharCode(0x1e);

/**
 * Cuts a stream of GeoJSON text into features without holding more than one of them.
 *
 * It only counts brackets outside strings; whether a piece is JSON is for `JSON.parse` to say. One
 * FeatureCollection, one Feature, or many values one after the other (newline-delimited, RFC 8142) are all
 * a sequence of top-level values here. Cost: one look at each character outside strings.
 */
export class JsonSplitter {
  private depth = 0;
  private insideString = false;
  private escaped = false;
  /** Depth at which the elements of `features` stand, 0 outside it. */
  private featuresDepth = 0;
  private insideFeature = false;
  private piece: string[] = [];
  private document: string[] = [];
  /** The last string at depth 1, as far as needed to know `"features"`. */
  private lastString = '';

  constructor(private readonly pieces: JsonPieces) {}

  /** True when the text so far ends inside a value. */
  get isIncomplete(): boolean {
    return this.depth > 0 || this.insideString;
  }

  write(text: string): void {
    let from = 0;
    let i = 0;
    while (i < text.length) {
      if (this.insideString) {
        i = this.skipString(text, i);
        continue;
      }
      const c = text.charCodeAt(i);
      if (c === quote) {
        this.insideString = true;
        if (this.depth === 1) this.lastString = '';
      } else if (c === openBrace || c === openBracket) {
        if (c === openBrace && this.depth === this.featuresDepth && this.featuresDepth > 0) {
          this.document.push(text.slice(from, i));
          from = i;
          this.insideFeature = true;
        } else if (c === openBracket && this.depth === 1 && this.lastString === 'features') {
          this.featuresDepth = 2;
        }
        this.depth += 1;
      } else if (c === closeBrace || c === closeBracket) {
        this.depth -= 1;
        if (this.insideFeature && this.depth === this.featuresDepth) {
          this.piece.push(text.slice(from, i + 1));
          from = i + 1;
          this.endFeature();
        } else if (this.depth < this.featuresDepth) {
          this.featuresDepth = 0;
          this.lastString = '';
        }
        if (this.depth <= 0) {
          this.document.push(text.slice(from, i + 1));
          from = i + 1;
          this.endDocument();
        }
      }
      i += 1;
    }
    (this.insideFeature ? this.piece : this.document).push(text.slice(from));
  }

  /** Hands over what stands after the last complete value, if anything does. */
  end(): void {
    this.endDocument();
  }

  private skipString(text: string, start: number): number {
    let i = start;
    while (i < text.length) {
      if (this.escaped) {
        this.escaped = false;
        i += 1;
        continue;
      }
      const c = text.charCodeAt(i);
      i += 1;
      if (c === backslash) this.escaped = true;
      else if (c === quote) {
        this.insideString = false;
        break;
      }
    }
    if (this.depth === 1 && this.lastString.length <= 'features'.length) {
      this.lastString += text.slice(start, this.insideString ? i : i - 1);
    }
    return i;
  }

  private endFeature(): void {
    this.insideFeature = false;
    this.document.push('0');
    const text = this.piece.join('');
    this.piece = [];
    this.pieces.onFeature(text);
  }

  private endDocument(): void {
    const text = this.document.join('');
    this.document = [];
    this.depth = 0;
    this.featuresDepth = 0;
    this.lastString = '';
    // Trimming takes the byte order mark too.
    const document = text.replaceAll(recordSeparator, ' ').trim();
    if (document !== '') this.pieces.onDocument(document);
  }
}
