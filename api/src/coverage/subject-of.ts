/** What an identity says without its ordinal by place: kind, level, parent and owners. */
export function subjectOf(identity: string): string {
  return identity.replace(/\/[0-9]+$/, '');
}
