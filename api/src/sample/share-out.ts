/**
 * Divides a whole number by weights, exactly: largest remainders win the rest, ties by order.
 *
 * @param minimum every share's least value; `minimum × weights.length` may not exceed `total`.
 * @returns shares in the order of the weights; their sum is `total`.
 */
export function shareOut(total: number, weights: readonly number[], minimum = 0): number[] {
  const spare = total - minimum * weights.length;
  if (spare < 0)
    throw new RangeError(`${total} cannot be shared by ${weights.length} with at least ${minimum} each`);
  const sum = weights.reduce((a, b) => a + b, 0);
  // What the minimum already gives is taken off the weight, so that exact totals come out exact.
  const wanted = weights.map((weight) => Math.max(0, (total * weight) / sum - minimum));
  const wantedSum = wanted.reduce((a, b) => a + b, 0);
  const exact = wanted.map((share) => (wantedSum > 0 ? (spare * share) / wantedSum : spare / weights.length));
  const shares = exact.map(Math.floor);
  let rest = spare - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (rest === 0) break;
    shares[index] = (shares[index] as number) + 1;
    rest -= 1;
  }
  return shares.map((share) => share + minimum);
}
