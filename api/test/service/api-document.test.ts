import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOpenApiDocument, endpoints } from '../../src/routes/openapi.js';
import { serveApp, type ServedApp } from '../serve-app.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: { readonly type?: string; readonly minimum?: number; readonly maximum?: number };
}

const document = buildOpenApiDocument();

function parametersOf(path: string, method: string): Parameter[] {
  const item = document.paths?.[path] as Record<string, { parameters?: Parameter[] }> | undefined;
  return item?.[method]?.parameters ?? [];
}

describe('the OpenAPI document', () => {
  it('is valid 3.1 and makes types', async () => {
    expect(document.openapi).toBe('3.1.0');
    const types = astToString(await openapiTS(JSON.stringify(document)));
    expect(types).toContain('listGrids');
    expect(types).toContain('"application/geo+json": components["schemas"]["GridFeatures"]');
  });

  it('names every operation once and describes every parameter', () => {
    const names = endpoints.map((each) => each.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const each of endpoints) {
      const parameters = parametersOf(each.path, each.method);
      const wanted = [...Object.keys(each.params.shape), ...Object.keys(each.query.shape)];
      expect(parameters.map((parameter) => parameter.name).sort()).toEqual(wanted.sort());
      for (const parameter of parameters) {
        expect(parameter.schema.type, `${each.operationId} ${parameter.name}`).toBeDefined();
      }
    }
  });

  it('publishes of every number that travels as text the bounds that its parser has', () => {
    let numbers = 0;
    for (const each of endpoints) {
      for (const parameter of parametersOf(each.path, each.method)) {
        const { type, minimum, maximum } = parameter.schema;
        if (type !== 'integer' && type !== 'number') continue;
        numbers += 1;
        const part = parameter.in === 'path' ? each.params : each.query;
        const parser = part.shape[parameter.name];
        const accepts = (value: number): boolean => parser?.safeParse(String(value)).success === true;
        const label = `${each.operationId} ${parameter.name}`;
        expect([minimum, maximum], label).toEqual([expect.any(Number), expect.any(Number)]);
        const step = type === 'integer' ? 1 : 1e-9;
        expect(accepts(minimum ?? NaN), label).toBe(true);
        expect(accepts(maximum ?? NaN), label).toBe(true);
        expect(accepts((minimum ?? NaN) - step), label).toBe(false);
        expect(accepts((maximum ?? NaN) + step), label).toBe(false);
        expect(accepts(0.5), label).toBe(type === 'number');
        expect(parser?.safeParse('').success === true && parameter.required, label).toBe(false);
      }
    }
    expect(numbers).toBeGreaterThan(10);
  });
});

describe('every published operation', () => {
  let app: ServedApp;

  beforeAll(async () => {
    app = await serveApp();
  });

  afterAll(() => app.close());

  it('is mounted: its path answers, and another method is 405', async () => {
    for (const each of endpoints) {
      const path = `/api/v1${each.path.replaceAll(/\{\w+\}/g, '1')}`;
      const response = await app.send('PUT', path);
      expect(response.status, path).toBe(405);
      expect(response.headers.get('allow')).toContain(each.method.toUpperCase());
    }
  });
});
