const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML 1.0 has no way to write, and halves of surrogate pairs. */
const unwritable =
  // eslint-disable-next-line no-control-regex -- these are the very characters to take out
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as HTML and XML have it, in an element or in a quoted attribute. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(unwritable, '\ufffd').replaceAll(/[&<>"']/g, (character) => named[character]!);
}
