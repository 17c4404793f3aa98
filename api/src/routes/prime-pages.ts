/**
 * Reads the first page before anything is made of it: what fails there is answered as a problem, since no part of the
 * answer has been sent yet. Whoever stops reading the result ends the pages too.
 */
export async function primePages<T>(pages: AsyncGenerator<T, void, undefined>): Promise<AsyncGenerator<T>> {
  return continuePages(await pages.next(), pages);
}

async function* continuePages<T>(
  first: IteratorResult<T, void>,
  pages: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T> {
  if (first.done === true) return;
  yield first.value;
  yield* pages;
}
