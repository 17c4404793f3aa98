import { z } from 'zod';

export interface TextNumberOptions {
  readonly type: 'integer' | 'number';
  readonly minimum: number;
  readonly maximum: number;
  readonly description: string;
  readonly example?: number;
  /** True: written in one way only, without sign and leading zeros, so that one thing has one address. */
  readonly isCanonical?: boolean;
}

/** Decimal digits with an optional sign, fraction and exponent; `''`, `' 1'`, `0x10` and `Infinity` are none. */
const numberText = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;
const integerText = /^[+-]?\d{1,16}$/;
/** A whole number that is not negative, in the one way in which a number itself is written. */
const canonicalText = /^(0|[1-9]\d{0,15})$/;

/**
 * A number that travels as text (query or path): one place makes both its parser and its published type, minimum
 * and maximum, because a transform hides the bounds from the OpenAPI document.
 *
 * Not `z.coerce.number()`, which reads an empty value as 0.
 */
export function textNumber(options: TextNumberOptions) {
  const { type, minimum, maximum, description, example, isCanonical = false } = options;
  const manner = isCanonical ? ', without sign and leading zeros' : '';
  const wanted = `must be ${type === 'integer' ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}${manner}`;
  const integers = isCanonical ? canonicalText : integerText;
  const bounded = z.number().min(minimum, wanted).max(maximum, wanted);
  return z
    .string(wanted)
    .regex(type === 'integer' ? integers : numberText, wanted)
    .transform(Number)
    .pipe(bounded)
    .meta({ type, minimum, maximum, description, ...(example === undefined ? {} : { example }) });
}
