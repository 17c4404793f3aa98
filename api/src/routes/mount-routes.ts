import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import type { Principal } from '../store/types.js';
import type { Asked, Endpoint, Route, TextStream } from './endpoint.js';
import { sendProblem } from './send-problem.js';
import { sendStream } from './send-stream.js';
import { validateRequest } from './validate-request.js';

export interface MountOptions {
  /** Who a request is; one local administrator while there are no accounts. */
  readonly principalOf: (request: Request) => Principal;
  /** True in tests: an answer that its published schema does not describe is an error of ours. */
  readonly checkAnswers: boolean;
}

const parseJson = express.json({ limit: '100kb', strict: false });

/**
 * A router that answers these routes, and only in their methods: a known path with another method is 405 with
 * `Allow`. What no route knows goes on to the next handler.
 */
export function mountRoutes(routes: readonly Route[], options: MountOptions): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const [path, group] of groupByPath(routes)) {
    const mounted = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const each of group) {
      const handlers = [
        ...(each.endpoint.body === undefined ? [] : [requireJson, parseJson]),
        answer(each, options),
      ];
      mounted[each.endpoint.method](...handlers);
    }
    mounted.all(refuseMethod(group.map((each) => each.endpoint)));
  }
  return router;
}

function groupByPath(routes: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const each of routes)
    groups.set(each.endpoint.path, [...(groups.get(each.endpoint.path) ?? []), each]);
  return groups;
}

function answer(route: Route, options: MountOptions): RequestHandler {
  const { endpoint: declared } = route;
  return async (request, response) => {
    const principal = options.principalOf(request);
    // For the log, which tells who asked, refusals included.
    response.locals['principal'] = principal.id;
    const asked: Asked<Endpoint> = {
      params: validateRequest(declared.params, request.params, 'path'),
      query: validateRequest(declared.query, request.query, 'query'),
      body: declared.body === undefined ? undefined : validateRequest(declared.body, request.body, 'body'),
      wantsGeoJson: declared.geoJson !== undefined && prefersGeoJson(request),
      principal,
      request,
      response,
    };
    const reply = await route.handle(asked);
    if (reply === undefined) return;
    if ('chunks' in reply) {
      const isChecked = options.checkAnswers && declared.texts === undefined;
      await sendStream(response, declared.status, isChecked ? await checkStream(declared, reply) : reply);
      return;
    }
    const isGeoJson = 'geoJson' in reply;
    const body: unknown = isGeoJson ? reply.geoJson : reply.body;
    if (options.checkAnswers) checkAnswer(declared, isGeoJson ? declared.geoJson : declared.answer, body);
    if (declared.geoJson !== undefined) response.vary('Accept');
    response.set({ 'Cache-Control': 'no-cache', ...reply.headers });
    response.status(declared.status).type(isGeoJson ? 'application/geo+json' : 'application/json');
    response.send(JSON.stringify(body));
  };
}

function prefersGeoJson(request: Request): boolean {
  return request.accepts(['application/json', 'application/geo+json']) === 'application/geo+json';
}

/** The same parts again, once they are known to be what the schema describes. */
async function checkStream(declared: Endpoint, stream: TextStream): Promise<TextStream> {
  const parts: string[] = [];
  for await (const part of stream.chunks) parts.push(part);
  checkAnswer(declared, declared.answer, JSON.parse(parts.join('')));
  return { ...stream, chunks: Readable.from(parts) };
}

function checkAnswer(declared: Endpoint, schema: z.ZodType | undefined, body: unknown): void {
  const sent: unknown = JSON.parse(JSON.stringify(body));
  const described = schema?.parse(sent);
  if (isDeepStrictEqual(described, sent)) return;
  throw new Error(
    `${declared.operationId} answers what its schema does not describe: ${JSON.stringify(sent)}`,
  );
}

const requireJson: RequestHandler = (request, response, next) => {
  if (request.is('application/json') !== false) {
    next();
    return;
  }
  sendProblem(response, {
    type: 'unsupported-media-type',
    status: 415,
    detail: 'The body is not declared as JSON.',
    fix: 'Send it with Content-Type: application/json.',
    field: 'Content-Type',
  });
};

function refuseMethod(declared: readonly Endpoint[]): RequestHandler {
  const methods = declared.map((each) => each.method.toUpperCase());
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response: Response) => {
    response.set('Allow', allowed);
    if (request.method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    sendProblem(response, {
      type: 'method-not-allowed',
      status: 405,
      detail: `${request.method} is not possible on ${request.path}.`,
      fix: `Use ${allowed}.`,
    });
  };
}
