import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Principal } from '../store/types.js';

/** No parameters: anything sent is refused by name. */
export const nothing = z.strictObject({});

export type Method = 'get' | 'post' | 'patch' | 'delete';

/** A kind of body that is not JSON, such as a tile. */
export interface BinaryAnswer {
  readonly mediaType: string;
  readonly description: string;
}

/**
 * One operation: how it is asked and what it answers. The server validates with these schemas and the published
 * OpenAPI document is made from them, so the two cannot differ.
 */
export interface Endpoint<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
  G extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** Under `/api/v1`, parameters in braces: `/territories/{territoryId}`. */
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params: P;
  readonly query: Q;
  /** Undefined: a request body is ignored. */
  readonly body: B | undefined;
  /** Status of a good answer. */
  readonly status: 200 | 202;
  readonly answer: A;
  /** What `Accept: application/geo+json` gets. */
  readonly geoJson: G | undefined;
  /** Set when the answer is bytes; `answer` then describes nothing. */
  readonly binary: BinaryAnswer | undefined;
  /** Set when the answer is the text of a file: what each media type holds; `answer` then describes nothing. */
  readonly texts: Readonly<Record<string, string>> | undefined;
  /** Statuses of the refusals that this operation can give beside 400 and 500. */
  readonly refusals: readonly number[];
  /** True for paths that are also answered without `/api/v1`. */
  readonly atRoot: boolean;
}

type EndpointInput<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
  G extends z.ZodType,
> = Pick<Endpoint<P, Q, B, A, G>, 'method' | 'path' | 'operationId' | 'tag' | 'summary' | 'answer'> &
  Partial<Omit<Endpoint<P, Q, B, A, G>, 'method' | 'path' | 'operationId' | 'tag' | 'summary' | 'answer'>>;

type Nothing = typeof nothing;

/** Declares an operation; what is left out takes no parameters, no body, and answers 200. */
export function endpoint<
  A extends z.ZodType,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = z.ZodUndefined,
  G extends z.ZodType = z.ZodUndefined,
>(input: EndpointInput<P, Q, B, A, G>): Endpoint<P, Q, B, A, G> {
  return {
    ...input,
    params: input.params ?? (nothing as unknown as P),
    query: input.query ?? (nothing as unknown as Q),
    body: input.body,
    status: input.status ?? 200,
    geoJson: input.geoJson,
    binary: input.binary,
    texts: input.texts,
    refusals: input.refusals ?? [],
    atRoot: input.atRoot ?? false,
  };
}

/** A validated request. */
export interface Asked<E extends Endpoint> {
  readonly params: z.output<E['params']>;
  readonly query: z.output<E['query']>;
  readonly body: z.output<NonNullable<E['body']>>;
  /** True when the caller prefers GeoJSON and the operation has it. */
  readonly wantsGeoJson: boolean;
  readonly principal: Principal;
  readonly request: Request;
  readonly response: Response;
}

/** An answer that is written part by part, at the reader's pace. JSON is checked in tests like any other. */
export interface TextStream {
  readonly chunks: AsyncIterable<string>;
  readonly mediaType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer; undefined when the handler has sent it itself. */
export type Reply<E extends Endpoint> =
  | { readonly body: z.input<E['answer']>; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly geoJson: z.input<NonNullable<E['geoJson']>>;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | TextStream
  | undefined;

/** An operation with the function that answers it. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly handle: (asked: Asked<Endpoint>) => Promise<Reply<Endpoint>>;
}

export function route<E extends Endpoint>(
  declared: E,
  handle: (asked: Asked<E>) => Promise<Reply<E>>,
): Route {
  return { endpoint: declared, handle: handle as unknown as Route['handle'] };
}
